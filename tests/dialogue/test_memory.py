"""What a process keeps in mind."""

from __future__ import annotations

from advisor.dialogue.memory import Known, Memory
from tests.dialogue.conversations import turn


def known(last_id: int = 1) -> Known:
    return Known(turn("x"), last_id)


def test_what_is_kept_is_recalled() -> None:
    memory = Memory()
    memory.keep("c1", known(7))
    assert memory.recall("c1") == known(7)
    assert memory.recall("c2") is None


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    memory = Memory(most_events=2 * len(turn("x")))
    for conversation in ("c1", "c2"):
        memory.keep(conversation, known())
    memory.recall("c1")
    memory.keep("c3", known())
    assert memory.recall("c2") is None
    assert memory.recall("c1") is not None
    assert len(memory) == 2


def test_keeping_something_new_of_a_conversation_takes_no_more_room() -> None:
    memory = Memory(most_events=2 * len(turn("x")))
    for number in range(10):
        memory.keep("c1", known(number))
    memory.keep("c2", known())
    assert len(memory) == 2


def test_what_is_forgotten_twice_is_forgotten() -> None:
    memory = Memory()
    memory.keep("c1", known())
    memory.forget("c1")
    memory.forget("c1")
    assert len(memory) == 0

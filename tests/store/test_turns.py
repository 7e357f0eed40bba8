"""Telling an answered turn from one that failed half way."""

from __future__ import annotations

import pytest

from advisor.store.rows import Row
from advisor.store.turns import is_answered, is_recorded
from tests.store.rows import action, bot, event, slot, user

HELLO = user(1, "hello", "m")


def test_an_answer_follows_the_message() -> None:
    assert is_answered([HELLO, action(2, "utter_greet"), bot(3, "hi"), action(4, "action_listen")], "m")


def test_silence_is_no_answer() -> None:
    assert not is_answered([HELLO, action(2, "action_listen")], "m")
    assert not is_answered([HELLO], "m")


def test_what_rasa_never_took_is_not_answered() -> None:
    assert not is_answered([], "m")
    assert not is_answered([user(1, "other", "n"), bot(2, "hi")], "m")


@pytest.mark.parametrize("name", ["action_ask", "validate_advice_form", "advice_form"])
def test_an_action_that_left_nothing_failed(name: str) -> None:
    assert not is_answered([HELLO, bot(2, "Let me see."), action(3, name), action(4, "action_listen")], "m")
    assert not is_answered([HELLO, bot(2, "Let me see."), action(3, name)], "m")


@pytest.mark.parametrize(
    "effect", [bot(4, "there"), slot(4, "profile", {}), event(4, "active_loop"), event(4, "followup")]
)
def test_an_action_that_left_something_did_not_fail(effect: Row) -> None:
    assert is_answered([HELLO, bot(2, "Let me see."), action(3, "action_ask"), effect, action(5, "action_listen")], "m")


def test_what_an_action_left_does_not_excuse_another() -> None:
    rows = [HELLO, action(2, "action_one"), bot(3, "one"), action(4, "action_two"), action(5, "action_listen")]

    assert not is_answered(rows, "m")


@pytest.mark.parametrize("name", ["action_listen", "action_default_fallback", "utter_greet", "action_unlikely_intent"])
def test_rasas_own_actions_do_not_fail_this_way(name: str) -> None:
    assert is_answered([HELLO, action(2, name), bot(3, "hi"), action(4, name)], "m")


def test_one_of_several_deliveries_is_enough() -> None:
    failed = [HELLO, action(2, "action_ask"), action(3, "action_listen")]
    succeeded = [user(4, "hello", "m"), bot(5, "hi")]

    assert not is_answered(failed, "m")
    assert is_answered([*failed, *succeeded], "m")
    assert is_answered([*succeeded, *failed], "m")


def test_the_answer_to_the_next_message_does_not_count() -> None:
    assert not is_answered([HELLO, user(2, "next", "n"), bot(3, "hi")], "m")


def test_recorded_is_less_than_answered() -> None:
    assert is_recorded([HELLO], "m")
    assert not is_recorded([HELLO], "n")

"""A shortened conversation is in the state of the whole one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from advisor.dialogue.window import (
    ACTIONS_KEPT,
    TURNS_AT_MOST,
    TURNS_KEPT,
    shortened,
    since_session_start,
    without_replaced,
)
from tests.dialogue.conversations import DOMAIN, Turn, answered, beginning, closed, opened, reverted, turn, turns

STATES = ACTIONS_KEPT
"""More than any policy looks back."""
UNSEEN = {slot.name for slot in DOMAIN.slots if not slot.influence_conversation}
LOOKED_BACK = 4
"""Of turns that are not of rules alone, by the stories' policy (config.yml)."""


def events_of(parts: Sequence[Turn]) -> list[Event]:
    return [event for part in parts for event in part]


def tracker_of(events: Sequence[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c1", events, DOMAIN.slots)


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All that Rasa knows beside the events."""
    state = tracker.current_state()
    said = tracker.latest_bot_utterance
    return {**state, "rejected": tracker.is_active_loop_rejected, "said": said.text if said else None}


def states_of(events: Sequence[Event]) -> list[Any]:
    """The last states, as policies see them."""
    tracker = tracker_of(events)
    of_stories = tracker.past_states(DOMAIN, ignore_rule_only_turns=True, rule_only_data={})
    return [*tracker.past_states(DOMAIN)[-STATES:], *of_stories[-LOOKED_BACK:]]


def long(length: int) -> list[Event]:
    return events_of([beginning(), *(turn(f"t{number}") for number in range(length))])


def test_a_short_conversation_is_left_as_it_is() -> None:
    events = long(TURNS_AT_MOST)
    assert shortened(events) == events


def test_a_long_conversation_keeps_its_last_turns_and_what_began_it() -> None:
    events = long(200)
    short = shortened(events)
    assert short[-len(events_of([turn("x")] * TURNS_KEPT)) :] == events[-len(events_of([turn("x")] * TURNS_KEPT)) :]
    assert len(short) < 40
    assert short[0].type_name == "session_started"


def test_an_answer_given_long_ago_still_stands() -> None:
    events = events_of([beginning(), opened(), answered("Myanmar", "MM"), closed()]) + long(100)[3:]
    assert tracker_of(shortened(events)).get_slot("country") == "MM"


def test_a_form_that_was_opened_long_ago_is_still_open() -> None:
    events = events_of([beginning(), opened(), *(answered(f"a{number}", "MM") for number in range(100))])
    short = tracker_of(shortened(events))
    assert short.active_loop_name == "interview_form"
    assert short.get_slot("requested_slot") == "country"
    assert len(short.events) < 40


def test_a_conversation_in_which_turns_are_undone_is_kept_whole() -> None:
    events = [*events_of([beginning(), reverted("x")]), *long(100)[3:]]
    assert shortened(events) == events


def test_shortening_as_it_goes_is_shortening_once() -> None:
    parts = [beginning(), opened(), *(answered(f"a{number}", f"v{number}") for number in range(60))]
    going: list[Event] = []
    for part in parts:
        going = shortened([*going, *part])
    assert state_of(tracker_of(going)) == state_of(tracker_of(events_of(parts)))
    assert len(going) < 60


@given(turns())
def test_the_state_is_that_of_the_whole(parts: list[Turn]) -> None:
    whole = since_session_start(events_of([beginning(), *parts]))
    assert state_of(tracker_of(shortened(whole))) == state_of(tracker_of(whole))


@given(turns())
def test_policies_see_the_same_when_they_look_back(parts: list[Turn]) -> None:
    whole = since_session_start(events_of([beginning(), *parts]))
    assert states_of(shortened(whole)) == states_of(whole)


@given(turns())
def test_shortening_turn_by_turn_is_the_same(parts: list[Turn]) -> None:
    whole: list[Event] = []
    going: list[Event] = []
    for part in [beginning(), *parts]:
        whole = since_session_start([*whole, *part])
        going = shortened(since_session_start([*going, *part]))
        assert state_of(tracker_of(going)) == state_of(tracker_of(whole))
        assert states_of(going) == states_of(whole)


def test_a_value_that_nobody_sees_is_kept_once_before_the_last_turn() -> None:
    parts = [turn(f"t{number}", SlotSet("profile", number)) for number in range(4)]
    kept = without_replaced(events_of([beginning(), *parts]), UNSEEN)
    assert [event.value for event in kept if isinstance(event, SlotSet)] == [2, 3]
    assert [event.text for event in kept if isinstance(event, BotUttered)] == ["about t2", "about t3"]


def test_a_value_that_policies_see_stays() -> None:
    events = events_of([beginning(), answered("a", "MM"), answered("b", "TH"), turn("c")])
    assert [event.value for event in without_replaced(events, UNSEEN) if isinstance(event, SlotSet)] == ["MM", "TH"]


@pytest.mark.parametrize("parts", [[beginning()], [beginning(), reverted("x"), turn("y"), turn("z")]])
def test_what_has_no_turns_and_what_undoes_them_stays_whole(parts: list[Turn]) -> None:
    assert without_replaced(events_of(parts), UNSEEN) == events_of(parts)


@given(turns())
def test_nothing_that_is_left_out_was_felt_even_if_the_last_turn_is_undone(parts: list[Turn]) -> None:
    whole = since_session_start(events_of([beginning(), *parts]))
    kept = without_replaced(whole, UNSEEN)
    for end in (None, -len(parts[-1])):
        assert state_of(tracker_of(kept[:end])) == state_of(tracker_of(whole[:end]))
        assert states_of(kept[:end]) == states_of(whole[:end])

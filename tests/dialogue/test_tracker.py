"""A quick tracker knows what Rasa's own would find out."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from rasa.shared.core.constants import ACTION_LISTEN_NAME, SHOULD_NOT_BE_SET
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    Restarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

from advisor.dialogue.tracker import QuickTracker
from tests.dialogue.conversations import DOMAIN, Turn, answered, beginning, opened, reverted, said, turn, turns

RULE_ONLY = ({}, {"rule_only_slots": ["country"], "rule_only_loops": ["interview_form"]})


def both(events: Sequence[Event], domain: Domain = DOMAIN) -> tuple[QuickTracker, DialogueStateTracker]:
    """A quick tracker and Rasa's own, each with events of its own."""
    mine, theirs = deepcopy(list(events)), deepcopy(list(events))
    own = DialogueStateTracker.from_events("c1", theirs, domain.slots)
    return QuickTracker.from_events("c1", mine, domain.slots), own


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All that a tracker knows."""
    kept = {name: vars(slot) for name, slot in tracker.slots.items()}
    others = (tracker.is_active_loop_rejected, tracker.is_active_loop_interrupted, tracker.latest_bot_utterance)
    return {**tracker.current_state(), "kept": kept, "others": others, "events": list(tracker.events)}


def states_of(tracker: DialogueStateTracker, domain: Domain = DOMAIN) -> list[Any]:
    """All that policies may ask."""
    of_stories = [
        tracker.past_states(domain, ignore_rule_only_turns=True, rule_only_data=deepcopy(data)) for data in RULE_ONLY
    ]
    return [tracker.past_states(domain), *of_stories]


def assert_alike(events: Sequence[Event], domain: Domain = DOMAIN) -> None:
    """Whatever is asked, the answer is the same."""
    quick, own = both(events, domain)
    assert states_of(quick, domain) == states_of(own, domain)
    assert quick.applied_events() == own.applied_events()
    assert state_of(quick.copy()) == state_of(own.copy())
    assert state_of(quick) == state_of(own)


def flat(parts: Sequence[Turn]) -> list[Event]:
    return [event for part in [beginning(), *parts] for event in part]


@given(turns())
def test_all_that_is_asked_of_it_is_answered_the_same(parts: list[Turn]) -> None:
    assert_alike(flat(parts))


@given(turns())
def test_it_goes_on_the_same_after_each_event(parts: list[Turn]) -> None:
    quick, own = both(beginning())
    for mine, theirs in zip(*(deepcopy(flat(parts[:4])) for _ in range(2)), strict=True):
        quick.update(mine)
        own.update(theirs)
        assert states_of(quick) == states_of(own)
        assert quick.applied_events() == own.applied_events()


@pytest.mark.parametrize("use_text", [True, False])
def test_it_is_told_whether_a_message_counts_by_its_words(use_text: bool) -> None:
    told = DefinePrevUserUtteredFeaturization(use_text)
    assert_alike([*beginning(), said("one"), told, ActionExecuted("action_answer"), told, *turn("two")])


def test_an_action_by_its_words_is_one() -> None:
    assert_alike([*beginning(), said("one"), ActionExecuted(action_text="Well, hello"), *turn("two")])


def test_a_form_and_a_slot_that_should_not_be_are_not() -> None:
    assert_alike([*beginning(), ActiveLoop(SHOULD_NOT_BE_SET), SlotSet("country", SHOULD_NOT_BE_SET), *turn("one")])


def test_all_slots_begin_anew() -> None:
    assert_alike([*beginning(), SlotSet("country", "MM"), *turn("one"), AllSlotsReset(), *turn("two")])


def test_events_that_undo_others_are_left_to_rasa() -> None:
    assert_alike([*beginning(), *turn("one"), *reverted("two"), *turn("three")])


def test_what_policies_do_to_states_is_not_remembered() -> None:
    quick, own = both(flat([opened(), answered("a", "MM"), turn("b")]))
    for state in quick.past_states(DOMAIN):
        for part in state.values():
            part.clear()
    assert states_of(quick) == states_of(own)


def test_a_copy_goes_its_own_way() -> None:
    quick, own = both(flat([opened(), answered("a", "MM")]))
    copy = quick.copy()
    copy.update(SlotSet("country", "TH"))
    copy.update(ActiveLoop(None))
    assert state_of(quick) == state_of(own)
    assert copy.get_slot("country") == "TH"


def test_an_action_that_was_about_to_follow_follows_in_a_copy() -> None:
    quick, own = both([*flat([turn("one")]), FollowupAction("action_help")])
    for tracker in (quick, own):
        tracker.clear_followup_action()
    assert quick.copy().followup_action == own.copy().followup_action == "action_help"


def test_a_copy_belongs_to_no_store_and_no_model() -> None:
    quick, own = both(flat([turn("one")]))
    for tracker in (quick, own):
        tracker.model_id, tracker.assistant_id, tracker.advisor_mark = "m", "a", 1
    assert (quick.copy().model_id, quick.copy().assistant_id) == (own.copy().model_id, own.copy().assistant_id)
    assert not hasattr(quick.copy(), "advisor_mark")


def test_a_tracker_that_forgets_its_first_events_notices_new_ones() -> None:
    quick = QuickTracker("c1", DOMAIN.slots, max_event_history=3)
    for event in [*turn("one"), Restarted(), ActionExecuted(ACTION_LISTEN_NAME)]:
        quick.update(event)
        assert quick.past_states(DOMAIN) == DialogueStateTracker.past_states(quick, DOMAIN)


def test_it_is_equal_to_rasas_own() -> None:
    events = flat([turn("one")])
    quick = QuickTracker.from_events("c1", events, DOMAIN.slots)
    own = DialogueStateTracker.from_events("c1", events, DOMAIN.slots)
    assert quick == own
    assert own == quick
    assert quick != "c1"

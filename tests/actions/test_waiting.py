"""Leaving, and starting over, while a question may be open."""

from __future__ import annotations

import pytest

from actions.interview import FORM
from advisor.core.interview import Phase, State
from advisor.core.profile import FirmProfile
from tests.actions.rasa import Outcome, act

ASKED = State(profile=FirmProfile().with_answer("country", "FJI"), asked="offer")
WAITING = [
    "action_pause",
    "action_say_goodbye",
    "action_confirm_start_over",
    "action_choose_answer",
    "action_offer_stages",
]


def what_rasa_does(outcome: Outcome) -> list[tuple[str, str]]:
    """The events beside the slots."""
    return [(event["event"], event["name"]) for event in outcome.events if event["event"] != "slot"]


@pytest.mark.parametrize("action", WAITING)
def test_an_open_question_waits_and_hears_the_next_message_first(action: str) -> None:
    after = act(action, ASKED, form=FORM)
    assert what_rasa_does(after) == [("active_loop", FORM), ("followup", "action_listen")]
    assert after.state.asked == "offer"


@pytest.mark.parametrize("action", WAITING)
def test_where_no_question_is_open_none_is_opened(action: str) -> None:
    assert what_rasa_does(act(action, State(phase=Phase.ADVISED))) == []


@pytest.mark.parametrize(
    ("action", "response"), [("action_pause", "utter_pause"), ("action_say_goodbye", "utter_goodbye")]
)
def test_a_firm_that_leaves_is_told_that_its_answers_are_kept(action: str, response: str) -> None:
    said = act(action, ASKED).one
    assert (said.response, said.kind) == (response, "advice")
    assert "answers are kept" in said.text


def test_starting_over_is_asked_about_first() -> None:
    after = act("action_confirm_start_over", ASKED)
    assert after.one.payloads() == ["/start_over_confirmed", "/go_on"]
    assert after.state.starting_over


def test_where_no_question_waits_a_plain_yes_belongs_to_what_was_said_before() -> None:
    assert not act("action_confirm_start_over", State(phase=Phase.VERDICT)).state.starting_over

"""What every action does, whatever it says."""

from __future__ import annotations

import asyncio
import logging

import pytest
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionNotFoundException

from actions.base import AdvisorAction, Call, Reply
from actions.session import entity_of, utterance_of
from advisor.core.interview import Phase, State
from advisor.core.profile import FirmProfile
from advisor.core.utterance import Amount, Candidate, Mention, Place, Strength
from tests.actions.rasa import Json, act, actions, domain, message, pressed, slots, tracker

SECRET = "we owe the bank nine million"


class Failing(AdvisorAction):
    called = "action_failing"

    def respond(self, call: Call) -> Reply:
        raise ValueError(f"cannot work with {call.utterance.text}")


def failure(action: AdvisorAction, slots: Json, latest: Json) -> ActionNotFoundException:
    with pytest.raises(ActionNotFoundException) as raised:
        asyncio.run(action.run(CollectingDispatcher(), tracker(slots, latest), domain()))
    return raised.value


@pytest.mark.parametrize("action", actions())
def test_every_action_sets_the_slots_of_the_state_and_notes_the_message(action: str) -> None:
    latest = message("hello")
    outcome = act(action, State(), latest)
    assert {"profile", "phase", "interview"} <= set(outcome.slots)
    assert outcome.state.handled == latest["message_id"]


def test_a_state_survives_the_slots() -> None:
    state = State(
        profile=FirmProfile().with_answer("offer", "goods", "we sell soap").with_unknown("sector"),
        phase=Phase.CONSTRAINTS,
        asked="markets",
        attempt=1,
        trail=("offer",),
        again=("sector",),
        handled="m0",
    )
    after = act("action_conclude", state, latest := message("hello"))
    assert after.state == state.model_copy(update={"handled": latest["message_id"]})
    assert after.said == []


@pytest.mark.parametrize(
    ("slots_kept", "latest"),
    [
        (slots(State()), message(SECRET)),
        ({"profile": {"answers": {"offer": {"option": "goods", "told": SECRET}}}}, message("hello")),
        (slots(State()), message(SECRET, "inform", {"entity": "option", "said": SECRET})),
    ],
    ids=["in the action", "in the slots", "in the message"],
)
def test_a_failure_says_nothing_of_what_the_firm_said(
    slots_kept: Json, latest: Json, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    error = failure(Failing(), slots_kept, latest)
    assert error.action_name == "action_failing"
    assert SECRET not in f"{error} {error!r} {error.__cause__} {caplog.text}"
    assert error.__suppress_context__
    assert "action_failing failed with" in caplog.text
    assert "base.py" in caplog.text


def test_a_message_becomes_an_utterance() -> None:
    latest = message(
        "we are in Fiji, 5 percent abroad",
        "inform",
        {"entity": "option", "value": "share.under_5", "role": "telling", "length": 9},
        {"entity": "place", "value": "FJI", "role": "home"},
        {"entity": "option", "value": "sold_abroad.never", "role": "told", "confidence_entity": 0.6},
        {"entity": "number", "value": 5.0, "percent": True},
        {"entity": "answer", "value": "fairs", "confidence_entity": 0.4},
        {"entity": "correction", "value": "no"},
        sure=0.7,
    ) | {"intent_ranking": [{"name": "inform", "confidence": 0.7}]}
    said = utterance_of(tracker({}, latest))
    assert (said.text, said.intent, said.confidence, said.pressed) == (latest["text"], "inform", 0.7, False)
    assert said.mentions[0] == Mention(question="share", option="under_5", strength=Strength.TELLING, length=9)
    assert (said.mentions[1].strength, said.mentions[1].confidence) == (Strength.TOLD, 0.6)
    assert said.places == (Place(country="FJI", home=True),)
    assert said.amounts == (Amount(value=5.0, percent=True),)
    assert said.candidates == (Candidate(answer="fairs", confidence=0.4),)
    assert said.ranking == (("inform", 0.7),)
    assert said.corrects


def test_a_button_names_its_option_more_surely_than_any_words() -> None:
    said = utterance_of(tracker({}, pressed('/answer{"option":"offer.goods"}')))
    assert said.pressed
    assert said.mentions[0].length > 100_000


def test_a_message_without_anything_is_an_utterance_too() -> None:
    said = utterance_of(tracker({}, {}))
    assert (said.id, said.text, said.intent, said.confidence, said.mentions) == ("", "", "", 0.0, ())


def test_the_last_value_of_an_entity_counts() -> None:
    two = message("this or that", "inform", {"entity": "stage", "value": "a"}, {"entity": "stage", "value": "b"})
    assert entity_of(tracker({}, two), "stage") == "b"
    assert entity_of(tracker({}, two), "rating") is None

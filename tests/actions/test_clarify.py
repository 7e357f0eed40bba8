"""Asking back which of two readings was meant."""

from __future__ import annotations

from advisor.core.interview import Phase, State
from advisor.core.reading import Choice
from tests.actions.rasa import Json, act, message

OPTIONS = (
    Choice(intent="answer", question="sold_abroad", option="never"),
    Choice(intent="answer", question="sold_abroad", option="stopped"),
)


def unsure() -> Json:
    ranking = [{"name": "why", "confidence": 0.35}, {"name": "skip", "confidence": 0.3}]
    return message("nah whats it for", "nlu_fallback", sure=0.35) | {"intent_ranking": ranking}


def test_options_are_offered_as_buttons_in_place_of_the_question() -> None:
    said = act("action_ask_answer", State(asked="sold_abroad", choices=OPTIONS)).one
    assert (said.response, said.kind) == ("utter_which_meant", "clarify")
    assert said.text == 'I am not sure that I understood you. Do you mean "Never" or "We did, but stopped"?'
    assert said.payloads() == [
        '/answer{"option":"sold_abroad.never"}',
        '/answer{"option":"sold_abroad.stopped"}',
        "/go_on",
    ]


def test_intents_are_offered_while_a_question_is_open() -> None:
    after = act("validate_advisor_form", State(asked="offer"), unsure())
    assert after.said == []
    assert after.slots["requested_slot"] == "answer"
    assert act("action_ask_answer", after.state).one.payloads() == ["/why", "/skip", "/go_on"]


def test_intents_are_offered_when_no_question_is_open() -> None:
    said = act("action_not_understood", State(phase=Phase.ADVISED), unsure()).one
    assert said.payloads() == ["/why", "/skip", "/go_on"]

"""Answers to the firm's own questions."""

from __future__ import annotations

import pytest

from actions.session import knowledge
from advisor.core.interview import State
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import question_payload
from tests.actions.rasa import Json, act, message, pressed

FIJI = State(profile=FirmProfile().with_answer("country", "FJI"))
ANSWER = "letter_of_credit"
OTHER = "open_account"


def asks(**found: float) -> Json:
    """A question that may be asking for these answers."""
    answers = [{"entity": "answer", "value": key, "confidence_entity": sure} for key, sure in found.items()]
    return message("whats an LC", "ask_question", *answers)


@pytest.mark.parametrize("latest", [asks(letter_of_credit=0.9), pressed(question_payload(ANSWER))])
def test_the_answer_comes_with_its_sources_and_what_to_ask_next(latest: Json) -> None:
    after = act("action_answer_question", FIJI, latest)
    record = knowledge().faq[ANSWER]
    assert after.said[0].data == {
        "type": "answer",
        "answer": ANSWER,
        "topic": record.topic.value,
        "sources": [one for said in after.said[1:] for one in said.data["sources"]],
    }
    assert record.text in after.said[0].text
    assert after.said[-1].payloads() == [question_payload(key) for key in record.follow_ups]


@pytest.mark.parametrize("key", knowledge().faq)
def test_every_answer_can_be_given(key: str) -> None:
    after = act("action_answer_question", FIJI, pressed(question_payload(key)))
    assert {said.kind for said in after.said} == {"answer"}
    assert after.said[0].data["answer"] == key


def test_of_two_that_may_be_meant_the_firm_chooses() -> None:
    said = act("action_answer_question", FIJI, asks(letter_of_credit=0.5, open_account=0.4)).one
    assert (said.response, said.kind) == ("utter_which_answer_meant", "clarify")
    assert said.data["answers"] == [ANSWER, OTHER]
    assert said.payloads() == [question_payload(ANSWER), question_payload(OTHER), "/contact_person"]


@pytest.mark.parametrize("latest", [asks(), asks(letter_of_credit=0.2), pressed('/ask_question{"answer":"gone"}')])
def test_what_is_not_known_is_not_invented(latest: Json) -> None:
    said = act("action_answer_question", FIJI, latest).one
    assert (said.response, said.data["answer"]) == ("utter_cannot_answer", None)
    assert said.data["sources"]

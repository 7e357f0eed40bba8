"""The last word on what a message is."""

from __future__ import annotations

import pytest

from advisor.core.utterance import Candidate, Mention, Place, Strength, Utterance
from advisor.nlu.judgement import STRANGE, judge

TELLING = frozenset({"sold_abroad"})


def message(intent: str, confidence: float, *, answer: float = 0.0, told: str = "", sure: float = 0.9) -> Utterance:
    question, _, option = told.partition(".")
    mention = Mention(question=question, option=option, strength=Strength.TOLD, length=1, confidence=sure)
    return Utterance(
        id="m",
        text="some words",
        intent=intent,
        confidence=confidence,
        ranking=((intent, confidence), ("other", 0.01)),
        candidates=(Candidate(answer="fob", confidence=answer),) if answer else (),
        mentions=(mention,) if told else (),
    )


@pytest.mark.parametrize(
    ("said", "asks", "intent"),
    [
        (message("why", 0.9), True, "why"),
        (message("why", 0.3), True, "nlu_fallback"),
        # answers found
        (message("inform", 0.9, answer=0.8), True, "ask_question"),
        (message("inform", 0.9, answer=0.8), False, "inform"),
        (message("out_of_scope", 0.9, answer=0.8), False, "ask_question"),
        (message("help", 0.5, answer=0.8), False, "ask_question"),
        (message("help", 0.9, answer=0.8), True, "help"),
        (message("help", 0.5, answer=0.4), True, "help"),
        # facts found
        (message("out_of_scope", 0.9, told="sold_abroad.never"), False, "inform"),
        (message("out_of_scope", 0.9, told="sold_abroad.never", sure=0.4), False, "out_of_scope"),
        (message("out_of_scope", 0.9, told="sector.food_agri"), False, "out_of_scope"),
        (message("pause", 0.5, told="sold_abroad.never"), False, "inform"),
        (message("pause", 0.9, told="sold_abroad.never"), False, "pause"),
        (message("ask_question", 0.9, told="sold_abroad.never"), True, "ask_question"),
    ],
)
def test_intent_facts_and_answers_are_weighed(said: Utterance, asks: bool, intent: str) -> None:
    assert judge(said, TELLING, asks).intent == intent


def test_the_own_country_makes_a_message_one_that_tells_facts() -> None:
    home = message("out_of_scope", 0.9).model_copy(update={"places": (Place(country="FJI", home=True),)})
    assert judge(home, TELLING, asks=False).intent == "inform"


def test_what_is_no_language_is_not_understood_unless_it_names_something() -> None:
    assert judge(message("goodbye", 0.9), TELLING, asks=False, pieces=STRANGE).intent == "nlu_fallback"
    named = message("inform", 0.9, told="sector.crafts")
    assert judge(named, TELLING, asks=False, pieces=STRANGE).intent == "inform"


def test_without_a_ranking_nothing_is_understood() -> None:
    nothing = Utterance(id="m", text="hm", intent="", confidence=0.0)
    assert judge(nothing, TELLING, asks=False).intent == "nlu_fallback"

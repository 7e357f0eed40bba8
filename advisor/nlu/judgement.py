"""The last word on what a message is: intents, facts and answers were looked for apart, and may disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.core.answering import SURE_ANSWER
from advisor.core.reading import SURE_TOLD
from advisor.core.utterance import SURE_INTENT, Intent, Strength, Utterance

ASK_QUESTION = "ask_question"
OUT_OF_SCOPE = "out_of_scope"
FIRM_INTENT = 0.75
"""Confidence from which an intent stands although an answer was found."""


@dataclass(frozen=True)
class Judgement:
    """The intent that the advisor acts on."""

    intent: str
    confidence: float


def judge(utterance: Utterance, asks: bool) -> Judgement:
    """What a message is, by all that was found in it.

    Args:
        asks: whether a clause of it is a question.
    """
    intent, confidence = _likeliest(utterance.ranking)
    answer = max((each.confidence for each in utterance.candidates), default=0.0)
    told = _told(utterance)
    if answer >= SURE_ANSWER and (asks or told < answer) and not _stands(intent, confidence, asks):
        return Judgement(ASK_QUESTION, answer)
    if told >= SURE_TOLD and not asks and (confidence < FIRM_INTENT or intent in {OUT_OF_SCOPE, ASK_QUESTION}):
        return Judgement(Intent.INFORM.value, max(told, SURE_INTENT))
    if confidence < SURE_INTENT:
        return Judgement(Intent.FALLBACK.value, confidence)
    return Judgement(intent, confidence)


def _likeliest(ranking: Sequence[tuple[str, float]]) -> tuple[str, float]:
    return max(ranking, key=lambda item: item[1], default=(Intent.FALLBACK.value, 0.0))


def _stands(intent: str, confidence: float, asks: bool) -> bool:
    """Whether a sure intent goes before an answer that was found. A question is no fact, whatever it names."""
    if intent in {ASK_QUESTION, OUT_OF_SCOPE} or (intent == Intent.INFORM and asks):
        return False
    return confidence >= FIRM_INTENT


def _told(utterance: Utterance) -> float:
    """How surely the message tells a fact, whatever was asked."""
    sure = [1.0 for place in utterance.places if place.home]
    sure += [1.0 for mention in utterance.mentions if mention.strength is Strength.TELLING]
    sure += [mention.confidence for mention in utterance.mentions if mention.strength is Strength.TOLD]
    return max(sure, default=0.0)

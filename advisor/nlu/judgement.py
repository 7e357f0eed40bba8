"""The last word on what a message is: intents, facts and answers were looked for apart, and may disagree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.core.answering import SURE_ANSWER
from advisor.core.utterance import SURE_INTENT, Intent, Strength, Utterance

SURE_FACT = 0.7
"""Confidence from which a fact makes a message one that tells facts."""
FIRM_INTENT = 0.75
"""Confidence from which an intent stands although an answer or a fact was found."""
STRANGE = 3.5
"""Pieces a word from which a text is no language that the encoder knows: "sdlfkj" has 4, "pashmina" 3."""


@dataclass(frozen=True)
class Judgement:
    """The intent that the advisor acts on."""

    intent: str
    confidence: float


def judge(utterance: Utterance, telling: Collection[str], asks: bool, pieces: float = 1.0) -> Judgement:
    """What a message is, by all that was found in it.

    Args:
        telling: the questions whose facts make a message one that tells facts in any case. What a firm sells is none
            of them: "is it ok to freeze rice" names rice, too.
        asks: whether a clause of it is a question.
        pieces: mean number of pieces into which the encoder takes its words apart.
    """
    intent, confidence = _likeliest(utterance.ranking)
    answer = max((each.confidence for each in utterance.candidates), default=0.0)
    told = _told(utterance, telling if asks or _is_surely_no_fact(intent, confidence) else None)
    if answer >= SURE_ANSWER and (asks or told < answer) and not _stands(intent, confidence, asks):
        return Judgement(Intent.ASK_QUESTION.value, answer)
    if (
        told >= SURE_FACT
        and not asks
        and (confidence < FIRM_INTENT or intent in {Intent.OUT_OF_SCOPE, Intent.ASK_QUESTION})
    ):
        return Judgement(Intent.INFORM.value, max(told, SURE_INTENT))
    if confidence < SURE_INTENT or (pieces >= STRANGE and not _names_something(utterance)):
        return Judgement(Intent.FALLBACK.value, confidence)
    return Judgement(intent, confidence)


def _likeliest(ranking: Sequence[tuple[str, float]]) -> tuple[str, float]:
    return max(ranking, key=lambda item: item[1], default=(Intent.FALLBACK.value, 0.0))


def _stands(intent: str, confidence: float, asks: bool) -> bool:
    """Whether a sure intent goes before an answer that was found. A question is no fact, whatever it names."""
    if intent in {Intent.ASK_QUESTION, Intent.OUT_OF_SCOPE} or (intent == Intent.INFORM and asks):
        return False
    return confidence >= FIRM_INTENT


def _is_surely_no_fact(intent: str, confidence: float) -> bool:
    """Talk of other things, and a question without its mark ("which papers does Japan want for tea")."""
    return intent in {Intent.OUT_OF_SCOPE, Intent.ASK_QUESTION} and confidence >= FIRM_INTENT


def _told(utterance: Utterance, telling: Collection[str] | None) -> float:
    """How surely the message tells a fact, whatever was asked; None stands for all questions."""
    sure = [1.0 for place in utterance.places if place.home]
    for mention in utterance.mentions:
        if (telling is None or mention.question in telling) and mention.strength is not Strength.WORDS:
            sure.append(mention.confidence)
    return max(sure, default=0.0)


def _names_something(utterance: Utterance) -> bool:
    return bool(utterance.places or utterance.amounts or utterance.mentions or utterance.candidates)

"""What the trained model makes of sentences that it was not trained on, against what they mean."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import structlog

from advisor.core.answering import choose
from advisor.core.parsed import utterance_from
from advisor.core.profile import FirmProfile
from advisor.core.reading import Kind, Reading, read
from advisor.core.utterance import Utterance
from advisor.knowledge.schema import Knowledge

OUT_OF_SCOPE = "out_of_scope"
ASK_QUESTION = "ask_question"
ADVICE = frozenset({"show_plan", "more_advice", "other_sources", "other_stage", "what_stage"})
"""Intents that are answered with advice on selling abroad."""

Json = dict[str, Any]


class Understanding:
    """The language understanding of a trained model, without server and network."""

    def __init__(self, model: Path, knowledge: Knowledge) -> None:
        self._model = model
        self._knowledge = knowledge

    @cached_property
    def _agent(self) -> Any:  # noqa: ANN401 - Rasa has no types
        from rasa.core.agent import Agent  # noqa: PLC0415 - seconds to import, and not needed to define things

        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        return Agent.load(str(self._model))

    def parse(self, texts: Iterable[str]) -> list[Utterance]:
        """What each message becomes."""
        return asyncio.run(self._parse(list(texts)))

    async def _parse(self, texts: Sequence[str]) -> list[Utterance]:
        return [_utterance(text, await self._agent.parse_message(text)) for text in texts]

    def read(self, utterance: Utterance) -> Reading:
        """What it says while no question is open."""
        return read(self._knowledge, FirmProfile(), None, utterance)


def _utterance(text: str, parsed: Json) -> Utterance:
    return utterance_from({**parsed, "text": text})


@dataclass(frozen=True)
class Scores:
    """How well labels were found."""

    accuracy: float
    macro_f1: float
    mistakes: tuple[tuple[str, str, str], ...]
    """Text, expected, found."""


def score(texts: Sequence[str], expected: Sequence[str], found: Sequence[str]) -> Scores:
    """Accuracy, and the mean over the labels expected of F1 = 2 tp / (2 tp + fp + fn)."""
    pairs = list(zip(expected, found, strict=True))
    right = Counter(one for one, other in pairs if one == other)
    wanted, given = Counter(expected), Counter(found)
    f1 = [2 * right[label] / (wanted[label] + given[label]) for label in wanted]
    wrong = tuple((text, *pair) for text, pair in zip(texts, pairs, strict=True) if pair[0] != pair[1])
    return Scores(right.total() / len(pairs), sum(f1) / len(f1), wrong)


def said_intent(utterance: Utterance, reading: Reading) -> str:
    """The intent that the advisor acts on; `inform` where it takes facts."""
    return "inform" if reading.kind is Kind.ANSWER else utterance.intent


def is_substantive(utterance: Utterance, reading: Reading) -> bool:
    """Whether the firm gets an answer on the matter, advice, or has facts noted."""
    if reading.facts:
        return True
    if utterance.says(ASK_QUESTION):
        return len(choose(utterance.candidates)) == 1
    return utterance.says(*ADVICE)


def is_refused(utterance: Utterance, reading: Reading) -> bool:
    """Whether the firm is told that this is not what the advisor is for."""
    return reading.kind is Kind.DIGRESSION and utterance.says(OUT_OF_SCOPE)

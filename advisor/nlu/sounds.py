"""What a sentence sounds like: how likely firms at each stage are to tell of themselves so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from advisor.knowledge.schema import ByStage, StageId
from advisor.nlu.fitting import Recipe, fit
from advisor.nlu.softmax import Softmax
from advisor.nlu.words import Vectors, Vocabulary

RECIPE = Recipe(c=1.0, max_iter=200, tolerance=1e-3, class_weight="balanced")
"""Balanced, so that shares of stages are likelihoods up to a factor (Bayes' rule with an even prior)."""
FEWEST = 3
"""Sentences in which a word or pair must stand to be worth a feature."""
SHORTEST = 5
"""Words of the shortest sentence that sounds like anything: "three countries" is an answer and no story."""
MOST_SENTENCES = 12
"""Sentences that are listened to in one message."""
VOCABULARY = "vocabulary.json"

_END = re.compile(r"(?<=[.!?])\s+|\n+")


def sentences_of(text: str) -> list[str]:
    """The sentences of a message that are long enough to sound like something."""
    return [each for each in _END.split(text) if len(each.split()) >= SHORTEST][:MOST_SENTENCES]


class StageReader:
    """Reads sentences by their vectors and their words."""

    def __init__(self, classifier: Softmax, vocabulary: Vocabulary) -> None:
        self._classifier = classifier
        self._vocabulary = vocabulary

    @classmethod
    def learn(cls, texts: Sequence[str], vectors: Vectors, stages: Sequence[StageId]) -> StageReader:
        """Train on sentences of firms whose stage is known."""
        vocabulary = Vocabulary.of(texts, FEWEST)
        return cls(fit(vocabulary.beside(vectors, texts), list(stages), RECIPE), vocabulary)

    def read(self, texts: Sequence[str], vectors: Vectors) -> list[ByStage]:
        """P(sentence | stage) of each sentence, up to a factor."""
        if not texts:
            return []
        shares = self._classifier.probabilities(*self._vocabulary.beside(vectors, texts))
        return [dict(zip(map(StageId, self._classifier.labels), map(float, row), strict=True)) for row in shares]

    def save(self, directory: Path) -> None:
        """Write what was learnt."""
        self._vocabulary.save(directory / VOCABULARY)
        self._classifier.save(directory)

    @classmethod
    def load(cls, directory: Path) -> StageReader:
        """Read what `save` wrote."""
        return cls(Softmax.load(directory), Vocabulary.load(directory / VOCABULARY))


def together(sounds: Sequence[ByStage]) -> ByStage:
    """What several sentences sound like together, scaled so that the stages add up to 1."""
    logs = np.array([list(_logs(each)) for each in sounds]).sum(axis=0)
    shares = np.exp(logs - logs.max())
    return {stage: float(share) for stage, share in zip(StageId, shares / shares.sum(), strict=True)}


def _logs(sound: ByStage) -> Iterator[float]:
    return (float(np.log(sound[stage])) for stage in StageId)

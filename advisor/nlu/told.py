"""Facts that a sentence tells by what it means: for each question a small classifier over its options and silence."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from advisor.nlu.fitting import Block, Recipe, fit
from advisor.nlu.softmax import Softmax
from advisor.nlu.words import Vectors, Vocabulary

SILENT = "silent"
"""The label of a sentence that says nothing about a question."""
RECIPE = Recipe(c=10.0, max_iter=200, tolerance=1e-3)
LEAST = 0.15
"""Confidence below which a fact is not worth passing on."""
MOST_OPTIONS = 2
"""Options of one question passed on, so that the firm can be asked between two."""
VOCABULARY = "vocabulary.json"

Facts = Mapping[str, str]
"""Question id -> option id."""


@dataclass(frozen=True)
class ToldFact:
    """An option that a sentence tells."""

    question: str
    option: str
    confidence: float


class FactReader:
    """Reads sentences by their vectors and their words: a vector alone hardly tells "sold" from "never sold"."""

    def __init__(self, classifiers: Mapping[str, Softmax], vocabulary: Vocabulary) -> None:
        self._classifiers = classifiers
        self._vocabulary = vocabulary

    @classmethod
    def learn(cls, texts: Sequence[str], vectors: Vectors, facts: Sequence[Facts]) -> FactReader:
        """Train on sentences with all the facts that each tells."""
        vocabulary = Vocabulary.of(texts)
        features = vocabulary.beside(vectors, texts)
        questions = sorted({question for each in facts for question in each})
        labels = [[each.get(question, SILENT) for each in facts] for question in questions]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            learnt = pool.map(lambda one: _learn_one(features, one), labels)
            return cls(dict(zip(questions, learnt, strict=True)), vocabulary)

    def read(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[ToldFact, ...]]:
        """For each sentence the facts that it may tell, the surest first."""
        if not texts:
            return []
        features = self._vocabulary.beside(vectors, texts)
        shares = {question: each.probabilities(*features) for question, each in self._classifiers.items()}
        return [tuple(sorted(self._told(shares, row), key=lambda fact: -fact.confidence)) for row in range(len(texts))]

    def save(self, directory: Path) -> None:
        """One folder a question, and the words."""
        self._vocabulary.save(directory / VOCABULARY)
        for question, classifier in self._classifiers.items():
            (directory / question).mkdir()
            classifier.save(directory / question)

    @classmethod
    def load(cls, directory: Path) -> FactReader:
        """Read what `save` wrote."""
        folders = sorted(path for path in directory.iterdir() if path.is_dir())
        return cls({path.name: Softmax.load(path) for path in folders}, Vocabulary.load(directory / VOCABULARY))

    def _told(self, shares: Mapping[str, NDArray[np.float64]], row: int) -> Iterator[ToldFact]:
        for question, classifier in self._classifiers.items():
            ranked = sorted(zip(classifier.labels, shares[question][row], strict=True), key=lambda item: -item[1])
            options = [(label, float(share)) for label, share in ranked if label != SILENT][:MOST_OPTIONS]
            for option, share in options:
                if share >= LEAST:
                    yield ToldFact(question, option, share)


def _learn_one(features: Sequence[Block], labels: Sequence[str]) -> Softmax:
    return fit(features, labels, replace(RECIPE, class_weight=_halfway(labels)))


def _halfway(labels: Sequence[str]) -> dict[str, float]:
    """Weights halfway (in logarithms) between none and balanced: most sentences are silent on a question.

    Unweighted, rare options are hardly ever told; balanced, they are told too often.
    """
    counts = Counter(labels)
    return {label: math.sqrt(len(labels) / len(counts) / count) for label, count in counts.items()}

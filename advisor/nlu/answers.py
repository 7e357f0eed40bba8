"""Which answer of faq.yml fits a question: by the name of a term, else by meaning, with a calibrated confidence."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from advisor.knowledge.schema import Answer
from advisor.nlu.fitting import Recipe, fit
from advisor.nlu.softmax import Softmax
from advisor.nlu.text import contains, plain

MOST = 3
"""Answers passed on."""
LEAST = 0.1
"""Confidence below which an answer is not worth passing on."""
NAMED = 0.97
"""Confidence of the answer to "what is X?"."""
ALIKE = 88
"""Similarity (of 100) from which words are taken for the misspelt name of a term."""
SHORTEST_MISSPELT = 5
RECIPE = Recipe(c=10.0, max_iter=200, tolerance=1e-3)
PARTS = 3
"""Parts in which the phrasings are left out in turn, to see how far the ranking can be trusted."""
VECTORS, CALIBRATION = "vectors.npy", "calibration.json"

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions), each of length 1."""


@dataclass(frozen=True)
class FoundAnswer:
    """An answer that may fit."""

    answer: str
    confidence: float


@dataclass(frozen=True)
class Example:
    """Words that ask for an answer, or that belong to it."""

    answer: str
    text: str
    asks: bool = True
    """Whether it is a way to ask, and not the name or the text of the answer."""


def examples(answers: Mapping[str, Answer]) -> Iterator[Example]:
    """What there is to learn from: phrasings, and with them title, names and the answer itself."""
    for key, answer in answers.items():
        yield from (Example(key, phrasing) for phrasing in answer.phrasings)
        yield from (Example(key, text, asks=False) for text in (answer.title, *answer.names, answer.text))


@dataclass(frozen=True)
class Ranker:
    """Ranks the answers for a question."""

    softmax: Softmax
    vectors: Vectors
    """All examples: how near the nearest one is tells whether the question is about any answer at all."""

    @classmethod
    def learn(cls, answers: Sequence[str], vectors: Vectors) -> Ranker:
        """Train on the examples of the answers."""
        return cls(fit([vectors], answers, RECIPE), vectors)

    def rank(self, vectors: Vectors) -> list[Ranking]:
        """For each question the likeliest answers and the cosine of the nearest example."""
        shares = self.softmax.probabilities(vectors)
        order = np.argsort(-shares, axis=1)[:, : MOST + 1]
        nearest = (vectors @ self.vectors.T).max(axis=1)
        return [
            Ranking(tuple((self.softmax.labels[column], float(row[column])) for column in best), float(near))
            for row, best, near in zip(shares, order, nearest, strict=True)
        ]


@dataclass(frozen=True)
class Ranking:
    """The likeliest answers with their share, the best first, and how near the nearest example is."""

    answers: tuple[tuple[str, float], ...]
    nearest: float

    def features(self, place: int = 0) -> tuple[float, float, float]:
        """What tells whether the answer at a place is right: its log-share, its lead, and the nearness (cosine)."""
        share = self.answers[place][1]
        rival = max((other for number, (_, other) in enumerate(self.answers) if number != place), default=0.0)
        return math.log(share), math.log(share) - math.log(max(rival, 1e-9)), self.nearest


@dataclass(frozen=True)
class Calibration:
    """P(an answer is right) = 1 / (1 + exp(-(intercept + weights . features)))."""

    intercept: float
    weights: tuple[float, ...]

    def of(self, ranking: Ranking) -> list[FoundAnswer]:
        """The answers with their confidence."""
        return [
            FoundAnswer(answer, self._probability(ranking.features(place)))
            for place, (answer, _) in enumerate(ranking.answers[:MOST])
        ]

    def _probability(self, features: Sequence[float]) -> float:
        score = self.intercept + sum(weight * one for weight, one in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-score))


class AnswerFinder:
    """Finds answers for questions."""

    def __init__(self, ranker: Ranker, calibration: Calibration, terms: TermNames) -> None:
        self._ranker = ranker
        self._calibration = calibration
        self._terms = terms

    @classmethod
    def learn(cls, learnt: Sequence[Example], vectors: Vectors, others: Vectors, terms: TermNames) -> AnswerFinder:
        """Learn the examples, and how far to trust what was learnt.

        Args:
            vectors: of the examples, in their order.
            others: sentences that ask for no answer.
        """
        ranker = Ranker.learn([each.answer for each in learnt], vectors)
        return cls(ranker, _calibrate(*_tried_out(learnt, vectors, others)), terms)

    def find(self, text: str, vector: Vectors) -> tuple[FoundAnswer, ...]:
        """The answers that may fit, the best first.

        Args:
            vector: of the text, shape (dimensions,).
        """
        named = self._terms.asked_about(text)
        by_meaning = self._calibration.of(self._ranker.rank(vector[np.newaxis, :])[0])
        found = [FoundAnswer(named, NAMED)] if named else []
        found += [each for each in by_meaning if each.answer != named and each.confidence >= LEAST]
        return tuple(found[:MOST])

    def save(self, directory: Path) -> None:
        """Write what was learnt; the names of terms are read from the knowledge anew."""
        self._ranker.softmax.save(directory)
        np.save(directory / VECTORS, self._ranker.vectors, allow_pickle=False)
        (directory / CALIBRATION).write_text(json.dumps(self._calibration.__dict__), "utf-8")

    @classmethod
    def load(cls, directory: Path, terms: TermNames) -> AnswerFinder:
        """Read what `save` wrote."""
        vectors = np.load(directory / VECTORS, allow_pickle=False)
        calibration = json.loads((directory / CALIBRATION).read_text("utf-8"))
        return cls(Ranker(Softmax.load(directory), vectors), Calibration(**calibration), terms)


class TermNames:
    """Recognises "what is X?", where X is the name of a term in any of its spellings."""

    def __init__(self, answers: Mapping[str, Answer], frame: Iterable[str]) -> None:
        self._named = {plain(name): key for key, answer in answers.items() for name in answer.names}
        self._frame = frozenset(frame)
        self._comparable = {name: self._matter(name) for name in self._named}

    def asked_about(self, text: str) -> str | None:
        """The answer about the term that a text is about and about nothing else."""
        said = plain(text)
        matter = self._matter(said)
        if matter in self._named:
            return self._named[matter]
        return self._within(said) or self._misspelt(matter)

    def _within(self, said: str) -> str | None:
        """A name that holds words of the frame itself ("certificate of origin")."""
        for name in sorted((name for name in self._named if contains(said, name)), key=len, reverse=True):
            rest = f" {said} ".replace(f" {name} ", " ", 1).split()
            if all(word in self._frame for word in rest):
                return self._named[name]
        return None

    def _misspelt(self, matter: str) -> str | None:
        if len(matter) < SHORTEST_MISSPELT:
            return None
        likely = process.extractOne(matter, self._comparable, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return None if likely is None else self._named[likely[2]]

    def _matter(self, words: str) -> str:
        return " ".join(word for word in words.split() if word not in self._frame)


def _tried_out(learnt: Sequence[Example], vectors: Vectors, others: Vectors) -> tuple[list[Ranking], list[bool]]:
    """How questions fare that were not learnt: phrasings with a part of them left out, and other sentences.

    Gives rankings and whether the best answer of each is right.
    """
    answers = np.array([each.answer for each in learnt])
    parts = _parts(learnt)
    rankings: list[Ranking] = []
    right: list[bool] = []
    for part in range(PARTS):
        kept, tried = parts != part, parts == part
        ranker = Ranker.learn(answers[kept].tolist(), vectors[kept])
        for ranking, answer in zip(ranker.rank(vectors[tried]), answers[tried], strict=True):
            rankings.append(ranking)
            right.append(ranking.answers[0][0] == answer)
        for ranking in ranker.rank(others[part::PARTS]) if len(others[part::PARTS]) else ():
            rankings.append(ranking)
            right.append(False)
    return rankings, right


def _parts(learnt: Sequence[Example]) -> NDArray[np.int64]:
    """The part in which each example is left out; -1 for those that are no way to ask and are always there."""
    counts: Counter[str] = Counter()
    parts = []
    for each in learnt:
        parts.append(counts[each.answer] % PARTS if each.asks else -1)
        counts[each.answer] += each.asks
    return np.array(parts)


def _calibrate(rankings: Sequence[Ranking], right: Sequence[bool]) -> Calibration:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to import, and only training needs it

    fitted = LogisticRegression(C=100.0, max_iter=1000).fit([each.features() for each in rankings], list(right))
    return Calibration(float(fitted.intercept_[0]), tuple(map(float, fitted.coef_[0])))

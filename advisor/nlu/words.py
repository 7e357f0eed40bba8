"""Texts as the words and pairs of words that they have."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from advisor.nlu.text import plain

FEWEST = 5
"""Texts in which a word or pair must stand to be worth a feature."""
VECTOR_WEIGHT = 1.5
"""Weight of a sentence's vector beside its words, whose weight is 1."""

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions)."""


class Vocabulary:
    """The words and pairs that count, each with its column and its weight.

    The weight is the inverse document frequency ln(texts / texts that have it) + 1: rare words say more (Sparck Jones
    1972).
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._columns = {term: column for column, term in enumerate(weights)}

    @classmethod
    def of(cls, texts: Sequence[str], fewest: int = FEWEST) -> Vocabulary:
        """All words and pairs that stand in at least `fewest` texts."""
        counts = Counter(term for text in texts for term in set(_terms(text)))
        frequent = {term: count for term, count in sorted(counts.items()) if count >= fewest}
        return cls({term: math.log(len(texts) / count) + 1 for term, count in frequent.items()})

    def features(self, texts: Sequence[str]) -> csr_matrix:
        """Shape (texts, columns): rows of length 1, or 0 where no word is known."""
        rows = [sorted(set(_terms(text)) & self._columns.keys()) for text in texts]
        values = [value for row in rows for value in self._scaled(row)]
        columns = [self._columns[term] for row in rows for term in row]
        pointers = np.cumsum([0, *map(len, rows)])
        return csr_matrix((values, columns, pointers), shape=(len(texts), len(self._columns)), dtype=np.float32)

    def beside(self, vectors: Vectors, texts: Sequence[str]) -> tuple[Vectors, csr_matrix]:
        """The vectors of texts and their words, weighed against each other."""
        return np.float32(VECTOR_WEIGHT) * vectors, self.features(texts)

    def save(self, path: Path) -> None:
        """Write the words with their weights."""
        path.write_text(json.dumps(self._weights), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what `save` wrote."""
        return cls(json.loads(path.read_text("utf-8")))

    def _scaled(self, terms: Sequence[str]) -> list[float]:
        length = math.sqrt(sum(self._weights[term] ** 2 for term in terms))
        return [self._weights[term] / length for term in terms]


def _terms(text: str) -> Iterator[str]:
    words = plain(text).split()
    yield from words
    yield from (" ".join(pair) for pair in pairwise(words))

"""Texts as the words and pairs of words that they have."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from advisor.nlu.text import plain

FEWEST = 3
"""Texts in which a word or pair must stand to be worth a feature."""


class Vocabulary:
    """The words and pairs that count, each with its column."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._columns = columns

    @classmethod
    def of(cls, texts: Sequence[str], fewest: int = FEWEST) -> Vocabulary:
        """All words and pairs that stand in at least `fewest` texts."""
        counts = Counter(term for text in texts for term in set(_terms(text)))
        frequent = sorted(term for term, count in counts.items() if count >= fewest)
        return cls({term: column for column, term in enumerate(frequent)})

    def features(self, texts: Sequence[str], weight: float = 0.5) -> csr_matrix:
        """Shape (texts, columns): rows of length `weight`, or 0 where no word is known."""
        rows = [[self._columns[term] for term in set(_terms(text)) if term in self._columns] for text in texts]
        values = [weight / np.sqrt(len(row)) for row in rows for _ in row]
        pointers = np.cumsum([0, *map(len, rows)])
        columns = [column for row in rows for column in row]
        return csr_matrix((values, columns, pointers), shape=(len(texts), len(self._columns)), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the words in the order of their columns."""
        path.write_text(json.dumps(sorted(self._columns, key=lambda term: self._columns[term])), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what `save` wrote."""
        return cls({term: column for column, term in enumerate(json.loads(path.read_text("utf-8")))})


def _terms(text: str) -> Iterator[str]:
    words = plain(text).split()
    yield from words
    yield from (" ".join(pair) for pair in pairwise(words))

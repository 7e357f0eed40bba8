"""Multinomial logistic regression, kept and used as plain arrays. `fitting.py` trains it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

WEIGHTS = "weights.npz"
LABELS = "labels.json"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Softmax:
    """P(label | x) = softmax(x W + b)."""

    labels: tuple[str, ...]
    weights: Floats
    """Shape (features, labels)."""
    bias: Floats
    """Shape (labels,)."""

    def probabilities(self, *blocks: csr_matrix | Floats) -> NDArray[np.float64]:
        """Blocks of features, shape (texts, columns), side by side -> (texts, labels), each row adding up to 1."""
        scores = np.asarray(sum(self._scores(blocks)) + self.bias, dtype=np.float64)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))

    def _scores(self, blocks: Sequence[csr_matrix | Floats]) -> Iterator[Floats]:
        """Block by block: putting a single text's blocks together takes longer than weighing them."""
        start = 0
        for block in blocks:
            end = start + block.shape[1]
            yield block @ self.weights[start:end]
            start = end

    def save(self, directory: Path) -> None:
        """Write two files that hold numbers and names and no code."""
        np.savez_compressed(directory / WEIGHTS, weights=self.weights, bias=self.bias)
        (directory / LABELS).write_text(json.dumps(self.labels), "utf-8")

    @classmethod
    def load(cls, directory: Path) -> Softmax:
        """Read what `save` wrote.

        Raises:
            FileNotFoundError: one of the files is not there.
            ValueError: one of them is not what `save` writes.
        """
        labels = tuple(json.loads((directory / LABELS).read_text("utf-8")))
        with np.load(directory / WEIGHTS, allow_pickle=False) as arrays:
            return cls(labels, arrays["weights"], arrays["bias"])

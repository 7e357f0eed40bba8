"""Multinomial logistic regression, trained as scikit-learn trains it and some ten times as fast on features like ours.

Scikit-learn wants one matrix, so that vectors of sentences beside counts of words would be written out as sparse ones.
Here blocks of features stay what they are, and products are in float32; see docs/adr/0010-fast-training.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from advisor.nlu.softmax import Softmax

BALANCED = "balanced"

Block: TypeAlias = "NDArray[np.float32] | csr_matrix"
"""Shape (texts, features). Blocks stand side by side."""
Weights = Mapping[str, float] | str | None
Flat = NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """How to train."""

    c: float = 1.0
    """Scikit-learn's C, the inverse strength of regularization."""
    max_iter: int = 100
    """Steps at most."""
    tolerance: float = 1e-4
    """The largest slope of the mean loss at which training ends."""
    class_weight: Weights = None
    """What an example of each label counts; `balanced`: each label as much as any other."""


def fit(blocks: Sequence[Block], labels: Sequence[str], recipe: Recipe) -> Softmax:
    """Train on the features of texts and the label of each."""
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and only training needs it

    names, places = np.unique(np.asarray(labels), return_inverse=True)
    loss = _Loss(blocks, places, _example_weights(labels, recipe.class_weight), recipe.c)
    options = {"maxiter": recipe.max_iter, "gtol": recipe.tolerance}
    found = minimize(loss, np.zeros(loss.size), jac=True, method="L-BFGS-B", options=options)
    trained = found.x.reshape(-1, len(names)).astype(np.float32)
    return Softmax(tuple(map(str, names)), trained[:-1], trained[-1])


class _Loss:
    """Mean cross-entropy plus half the squared weights, and its slope. The bias is the last row and not regularized."""

    def __init__(self, blocks: Sequence[Block], places: NDArray[np.int64], weights: Flat, c: float) -> None:
        self._blocks = [_light(block) for block in blocks]
        self._turned = [block.T if isinstance(block, np.ndarray) else block.T.tocsr() for block in self._blocks]
        self._ends = np.cumsum([block.shape[1] for block in self._blocks])
        self._shape = int(self._ends[-1]) + 1, int(places.max()) + 1
        self._right = np.arange(len(places)), places
        self._shares = (weights / weights.sum()).astype(np.float32)
        alone = 2 if self._shape[1] == 2 else 1  # Scikit-learn keeps, and regularizes, one column for two labels.
        self._penalty = alone / (c * weights.sum())

    @property
    def size(self) -> int:
        """Numbers to find."""
        return self._shape[0] * self._shape[1]

    def __call__(self, flat: Flat) -> tuple[float, Flat]:
        """The loss and its slope."""
        weights = flat.reshape(self._shape)
        scores = self._scores(weights.astype(np.float32))
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        sums = shares.sum(axis=1, keepdims=True)
        missed = self._shares * (np.log(sums[:, 0]) - scores[self._right])
        loss = missed.sum(dtype=np.float64) + self._penalty / 2 * np.square(weights[:-1]).sum()
        return float(loss), self._slope(weights, shares / sums).ravel()

    def _scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        parts = np.split(weights[:-1], self._ends[:-1])
        scores = sum(block @ part for block, part in zip(self._blocks, parts, strict=True))
        return np.asarray(scores + weights[-1], dtype=np.float32)

    def _slope(self, weights: Flat, shares: NDArray[np.float32]) -> Flat:
        shares[self._right] -= 1
        shares *= self._shares[:, np.newaxis]
        slope = np.vstack([*(turned @ shares for turned in self._turned), shares.sum(axis=0)]).astype(np.float64)
        slope[:-1] += self._penalty * weights[:-1]
        return slope


def _light(block: Block) -> Block:
    return block.astype(np.float32, copy=False)


def _example_weights(labels: Sequence[str], weights: Weights) -> Flat:
    counts = Counter(labels)
    if weights == BALANCED:
        by_label: Mapping[str, float] = {label: len(labels) / len(counts) / count for label, count in counts.items()}
    else:
        by_label = weights if isinstance(weights, Mapping) else dict.fromkeys(counts, 1.0)
    return np.array([by_label[label] for label in labels])

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from advisor.nlu.fitting import Recipe, fit
from advisor.nlu.softmax import Softmax

TEXTS = csr_matrix([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1], [1, 0, 1]], dtype=np.float64)
THREE = ["yes", "yes", "no", "no", "maybe", "maybe"]
TAUGHT = Softmax(("a", "b"), np.array([[1, -1], [2, 0], [-3, 1]], dtype=np.float32), np.zeros(2, dtype=np.float32))
TWO = ["yes", "yes", "no", "no", "yes", "no"]


@pytest.mark.parametrize("labels", [THREE, TWO])
def test_it_says_what_scikit_learn_says(labels: list[str]) -> None:
    softmax = fit([TEXTS], labels, Recipe(c=2.0, class_weight="balanced"))
    theirs = LogisticRegression(class_weight="balanced", C=2.0).fit(TEXTS, labels)
    assert softmax.labels == tuple(theirs.classes_)
    assert softmax.probabilities(TEXTS) == pytest.approx(theirs.predict_proba(TEXTS), abs=1e-4)


def test_blocks_side_by_side_teach_as_one_matrix() -> None:
    parts = fit([TEXTS[:, :1], TEXTS[:, 1:].toarray()], THREE, Recipe())
    assert parts.probabilities(TEXTS) == pytest.approx(fit([TEXTS], THREE, Recipe()).probabilities(TEXTS), abs=1e-4)


def test_a_label_can_count_more() -> None:
    alike = csr_matrix(np.ones((4, 1)))
    softmax = fit([alike], ["yes", "no"] * 2, Recipe(class_weight={"yes": 3.0, "no": 1.0}))
    assert softmax.probabilities(alike)[0] == pytest.approx([0.25, 0.75], abs=1e-3)


def test_what_was_saved_is_what_is_loaded(tmp_path: Path) -> None:
    softmax = fit([TEXTS], THREE, Recipe())
    softmax.save(tmp_path)
    loaded = Softmax.load(tmp_path)
    assert loaded.labels == softmax.labels
    assert np.array_equal(loaded.probabilities(TEXTS), softmax.probabilities(TEXTS))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"labels\.json"):
        Softmax.load(tmp_path)


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=5))
def test_shares_add_up_to_one_however_large_the_features(rows: list[list[float]]) -> None:
    shares = TAUGHT.probabilities(csr_matrix(rows))
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(rows)))

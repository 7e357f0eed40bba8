"""Texts as words and pairs of words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from advisor.nlu.words import Vocabulary

TEXTS = ["we sold once", "we never sold", "never"]


def test_words_and_pairs_count_that_stand_in_enough_texts() -> None:
    found = Vocabulary.of(TEXTS, fewest=2).features(["We never sold!", "we sold", "sold sold"])
    assert found.shape == (3, 3)
    assert [row.nnz for row in found] == [3, 2, 1]


def test_each_text_with_known_words_weighs_the_same() -> None:
    found = Vocabulary.of(TEXTS, fewest=1).features(["we", "we never sold", "strange words"])
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    assert lengths == pytest.approx([1.0, 1.0, 0.0])


def test_it_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    vocabulary = Vocabulary.of(TEXTS, fewest=1)
    vocabulary.save(tmp_path / "words.json")
    again = Vocabulary.load(tmp_path / "words.json")
    assert (again.features(TEXTS) != vocabulary.features(TEXTS)).nnz == 0

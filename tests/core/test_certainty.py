"""How sure, in words."""

from __future__ import annotations

import pytest

from advisor.core.certainty import percent_words, sure_words
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.settings import ROOT


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@pytest.mark.parametrize(
    ("certainty", "words"),
    [(0.95, "quite sure"), (0.8, "fairly sure"), (0.6, "not quite sure"), (0.4, "not sure yet")],
)
def test_sure_in_words(knowledge: Knowledge, certainty: float, words: str) -> None:
    assert sure_words(knowledge, certainty).startswith(words)


def test_no_figure_is_named_above_ninety(knowledge: Knowledge) -> None:
    assert percent_words(knowledge, 0.904) == "90"
    assert percent_words(knowledge, 0.98) == "more than 90"

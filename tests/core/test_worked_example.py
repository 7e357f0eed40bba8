"""docs/inference.md says what the code does."""

from __future__ import annotations

from functools import cache

import pytest

from advisor.core import inference
from advisor.knowledge.loader import load_knowledge
from advisor.settings import ROOT
from tests.cases.reading import cases
from tests.core.worked_example import tables


@cache
def expected_tables() -> dict[str, str]:
    return tables(load_knowledge(ROOT / "knowledge"))


@cache
def document() -> str:
    return (ROOT / "docs" / "inference.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("about", ["posterior", "weights", "next question", "constraint"])
def test_the_worked_example_has_the_figures_of_the_knowledge(about: str) -> None:
    assert expected_tables()[about] in document(), "run python -m tests.core.worked_example and copy what it prints"


@pytest.mark.parametrize("name", ["FIRM_AT", "FIRM_BEFORE_LAST_DOUBT", "FEWEST_ANSWERS", "MOST_QUESTIONS"])
def test_each_threshold_is_explained_with_its_value(name: str) -> None:
    assert f"| `{name}` | {getattr(inference, name)} |" in document()


def test_the_number_of_firms_described_is_told() -> None:
    named = {case.answers["country"] for case in cases().values() if "country" in case.answers}
    assert f"{len(cases())} firms of {len(named)} Asia-Pacific economies" in document()

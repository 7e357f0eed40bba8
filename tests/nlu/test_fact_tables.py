"""What small firms and journalists write, and the facts that the rules take from it: tests/nlu/facts/*.yml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.schema import Knowledge
from advisor.nlu.facts import Entity, FactFinder

FILES = sorted(Path(__file__).with_name("facts").glob("*.yml"))
TODAY = date(2026, 6, 1)
FEWEST_CASES = 260

Case = dict[str, Any]


def cases() -> Iterator[Any]:
    for path in FILES:
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['said']}")


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> FactFinder:
    return FactFinder(knowledge, today=lambda: TODAY)


def is_deed(entity: Entity) -> bool:
    return not any(entity.get(flag) for flag in ("planned", "negated", "ended"))


def told(entities: list[Entity]) -> Case:
    """What was found, in the keys of the tables."""
    places = [each for each in entities if each["entity"] == "place"]
    markets = [each for each in places if each.get("role") == "market"]
    return {
        "facts": {each["value"] for each in entities if each["entity"] == "option" and each["role"] == "telling"},
        "home": {each["value"] for each in places if each.get("role") == "home"},
        "markets": {each["value"] for each in markets if is_deed(each)},
        "wished": {each["value"] for each in markets if each.get("planned")},
        "sources": {each["value"] for each in places if each.get("role") == "source"},
        "regions": {each["value"] for each in entities if each["entity"] == "region"},
        "numbers": [written(each) for each in entities if each["entity"] == "number"],
    }


def written(number: Entity) -> str:
    value = round(number["value"]) if number["percent"] and number["value"] % 0.5 else number["value"]
    return f"{value:g} %" if number["percent"] else f"{value:g}"


def expected(case: Case) -> Case:
    listed = {key: set(case.get(key, ())) for key in ("facts", "markets")}
    asked = {key: set(case[key]) for key in ("wished", "sources", "regions") if key in case}
    numbers = {"numbers": list(map(str, case["numbers"]))} if "numbers" in case else {}
    return {**listed, "home": {case["home"]} if "home" in case else set(), **asked, **numbers}


@pytest.mark.parametrize("case", list(cases()))
def test_facts_are_taken_from_plain_sentences(finder: FactFinder, case: Case) -> None:
    found = told(finder.find(case["said"]))
    wanted = expected(case)
    assert {key: found[key] for key in wanted} == wanted


def test_there_are_enough_cases_and_none_stands_twice() -> None:
    said = [case.values[0]["said"] for case in cases()]
    assert len(said) >= FEWEST_CASES
    assert len(said) == len(set(said))


WORDS = ["we", "sell", "half", "of our sales", "to", "Japan", "Thais", "not", "since 2015", "10 %", ","]
WORDS += [".", "?", "Nice", "two", "a year", "if", "in", "the", "Samoan company", "outside", "every month"]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_row_of_telling_words_can_be_read(finder: FactFinder, knowledge: Knowledge, text: str) -> None:
    for entity in finder.find(text):
        if entity["entity"] == "option":
            question, option = entity["value"].split(".")
            assert option in knowledge.questions[question].options

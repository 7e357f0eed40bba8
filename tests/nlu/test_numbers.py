"""Numbers as firms write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.nlu.numbers import find_numbers

PLAIN = {
    "3": 3,
    "three": 3,
    "about 3": 3,
    "zero": 0,
    "one": 1,
    "twenty-five": 25,
    "thirty five": 35,
    "over ten years": 10,
    "10+": 10,
    "a hundred": 100,
    "one hundred and twenty": 120,
    "a hundred and five": 105,
    "one thousand five hundred": 1500,
    "3.5": 3.5,
    "2,5": 2.5,
    "0.5": 0.5,
    "1,500": 1500,
    "12,000": 12000,
    "1,500.50": 1500.5,
    "1,500,000": 1_500_000,
    "1.500.000": 1_500_000,
    "2 thousand": 2000,
    "two thousand": 2000,
    "3 hundred": 300,
    "2 million": 2_000_000,
    "5.": 5,
    "1st": 1,
    "20 something": 20,
    "$5,000": 5000,
    "Thailand and 5": 5,
    "since 2015": 2015,
    "१२": 12,
    "٣": 3,
}

SPANS = {
    "2-3": 2.5,
    "2 - 3": 2.5,
    "2\N{EN DASH}3": 2.5,
    "2\N{EM DASH}3": 2.5,
    "2 to 3": 2.5,
    "5to10": 7.5,
    "two or three": 2.5,
    "one or two": 1.5,
    "One to three": 2,
    "between 5 and 10": 7.5,
    "between five and ten": 7.5,
    "from 5 to 10 years": 7.5,
    "1,000 to 2,000": 1500,
}

PERCENT = {
    "5 %": 5,
    "5%": 5,
    "5 percent": 5,
    "five per cent": 5,
    "5 pct": 5,
    "3.5%": 3.5,
    "10,5 %": 10.5,
    "about 33,3 percent": 33.3,
    "a hundred percent": 100,
    "2-3%": 2.5,
    "5 to 10 percent": 7.5,
    "10%-20%": 15,
    "between 5 % and 10 %": 7.5,
}

SEVERAL = {
    "in 2 countries and 3 cities": [2, 3],
    "1, 2, 3": [1, 2, 3],
    "1,2,3": [1, 2, 3],
    "two three": [2, 3],
    "5 of 10": [5, 10],
    "2 or 3 or 4": [2.5, 4],
}

NONE = [
    "",
    "no",
    "none",
    "someone",
    "anyone",
    "one of us",
    "twice",
    "the second",
    "B2B",
    "ISO9001",
    "COVID-19",
    "½",
    "👍",
]


def values(text: str) -> list[float]:
    return [number.value for number in find_numbers(text)]


@pytest.mark.parametrize(("text", "value"), [*PLAIN.items(), *SPANS.items()])
def test_a_number_or_the_middle_of_a_span(text: str, value: float) -> None:
    assert [(number.value, number.percent) for number in find_numbers(text)] == [(value, False)]


@pytest.mark.parametrize(("text", "value"), PERCENT.items())
def test_a_percentage(text: str, value: float) -> None:
    assert [(number.value, number.percent) for number in find_numbers(text)] == [(pytest.approx(value), True)]


@pytest.mark.parametrize(("text", "found"), SEVERAL.items())
def test_several_numbers_come_in_order(text: str, found: list[float]) -> None:
    assert values(text) == found


@pytest.mark.parametrize("text", NONE)
def test_no_number(text: str) -> None:
    assert values(text) == []


def test_a_number_knows_what_stands_around_it() -> None:
    (number,) = find_numbers("We sell five % of it")
    assert (number.before, number.after) == ("We sell ", " % of it")


def test_a_number_too_large_to_count_is_none() -> None:
    assert values("9" * 400) == []


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(math.isfinite(value) for value in values(text))


@given(st.lists(st.sampled_from(["1", "25", "1.500", "2,5", "one", "hundred", "and", "to", "-", "%", "², ", "१"])))
def test_any_heap_of_numbers_can_be_read(words: list[str]) -> None:
    assert all(math.isfinite(value) and value >= 0 for value in values(" ".join(words)))


@given(st.integers(0, 999_999))
def test_a_number_is_read_with_and_without_commas(number: int) -> None:
    assert values(f"about {number}") == values(f"about {number:,}") == [number]


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_span_lies_between_its_ends(low: int, high: int) -> None:
    assert values(f"{low}-{high}") == [(low + high) / 2]

"""Numbers in a sentence, in digits or in words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from text_to_num import alpha2digit

_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
_WITH_COMMA = r"(?<!\d[.,])\d+,\d{1,2}(?![.,]?\d)"
_POWER = r"(?: (?:100|1000|1000000)\b)?"
_NUMBER = rf"(?:(?:{_GROUPED}|{_WITH_COMMA}|\d+(?:\.\d+)?){_POWER})"
_PERCENT = r"(?:%|percent\b|per cent\b|pct\b)"
_TO = r"(?:-|\N{EN DASH}|\N{EM DASH}|to|or|and)"
_NAME = r"\b[A-Za-z]+-?\d\w*"
_SPAN = re.compile(
    rf"{_NAME}|(?P<low>{_NUMBER})(?:\s*{_PERCENT})?\s*(?P<to>{_TO})\s*(?P<high>{_NUMBER})|(?P<only>{_NUMBER})"
)
_THEN_PERCENT = re.compile(rf"\s*{_PERCENT}")
_ONE_TO = re.compile(rf"\bone(?=\s*{_TO}\s*\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number as said; a span such as "2-3" gives its middle."""

    value: float
    percent: bool
    before: str
    """The text before it, with number words written as digits."""
    after: str
    """The text after it, a percent sign included."""


def find_numbers(text: str, language: str = "en") -> tuple[Number, ...]:
    """The numbers of a text in order. Digits that belong to a name ("B2B", "COVID-19") are none."""
    digits = _ONE_TO.sub("1", alpha2digit(text, language))
    found = (_number(match, digits) for match in _SPAN.finditer(digits) if match["low"] or match["only"])
    return tuple(number for number in found if math.isfinite(number.value))


def _number(match: re.Match[str], text: str) -> Number:
    return Number(
        value=_value(match["only"]) if match["only"] else _together(match["low"], match["to"], match["high"]),
        percent=_THEN_PERCENT.match(text, match.end()) is not None,
        before=text[: match.start()],
        after=text[match.end() :],
    )


def _together(low: str, to: str, high: str) -> float:
    """The middle of a span; but "100 and 20", which is what becomes of "a hundred and twenty", is a sum."""
    first, second = _value(low), _value(high)
    is_sum = to == "and" and first >= 100 and first % 100 == 0 and second < 100
    return first + second if is_sum else (first + second) / 2


def _value(text: str) -> float:
    """The value of "1,500", "1.500.000", "2,5" or "2 1000", which is what becomes of "2 thousand"."""
    number, _, power = text.partition(" ")
    return float(_with_point(number)) * float(power or 1)


def _with_point(number: str) -> str:
    if number.count(".") > 1:
        return number.replace(".", "")
    if re.fullmatch(_WITH_COMMA, number):
        return number.replace(",", ".")
    return number.replace(",", "")

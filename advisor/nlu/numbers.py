"""Numbers in a sentence, in digits or in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from text_to_num import alpha2digit

_NUMBER = r"\d+(?:[.,]\d{3})*(?:\.\d+)?"
_SPAN = re.compile(rf"({_NUMBER})\s*(?:-|to|or|and|\N{{EN DASH}})\s*({_NUMBER})|({_NUMBER})")
_PERCENT = re.compile(r"\s*(?:%|percent|per cent|pct\b)")


@dataclass(frozen=True)
class Number:
    """A number as said; a span such as "2-3" gives its middle."""

    value: float
    percent: bool
    start: int
    end: int


def find_numbers(text: str, language: str = "en") -> tuple[Number, ...]:
    """The numbers of a text in order. Positions refer to the text with number words written as digits."""
    digits = alpha2digit(text, language)
    return tuple(_number(match, digits) for match in _SPAN.finditer(digits))


def _number(match: re.Match[str], text: str) -> Number:
    parts = [float(part.replace(",", "")) for part in match.groups() if part is not None]
    percent = _PERCENT.match(text, match.end()) is not None
    return Number(value=sum(parts) / len(parts), percent=percent, start=match.start(), end=match.end())

"""Numbers in a sentence, in digits or in words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from text_to_num import alpha2digit

from advisor.nlu.language import Language, load_language
from advisor.nlu.text import words_of

_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
_WITH_COMMA = r"(?<!\d[.,])\d+,\d{1,2}(?![.,]?\d)"
_POWER = r"(?: (?:100|1000|1000000)\b)?"
_NUMBER = rf"(?:(?:{_GROUPED}|{_WITH_COMMA}|\d+(?:\.\d+)?){_POWER})"
_PERCENT = r"(?:%|percents?\b|per cents?\b|pct\b)"
_TO = r"(?:-|\N{EN DASH}|\N{EM DASH}|to|or|and)"
_NAME = r"\b[A-Za-z]+-?\d\w*"
_SPAN = re.compile(
    rf"{_NAME}|(?P<low>{_NUMBER})(?:\s*{_PERCENT})?\s*(?P<to>{_TO})\s*(?P<high>{_NUMBER})|(?P<only>{_NUMBER})"
)
_THEN_PERCENT = re.compile(rf"\s*{_PERCENT}")
_ONE_TO = re.compile(rf"\bone(?=\s*{_TO}\s*\d)", re.IGNORECASE)
_YEAR_AND = re.compile(r"\b((?:19|20)\d\d) and (?=\d)(?!(?:19|20)\d\d\b)")
_SLASH = re.compile(r"(?<![\d/.,])([1-9])/([2-9]|10)(?![\d/.,])")
_ONE_IN = re.compile(r"\b(one|[1-9]) (?:in|out of) (?:every )?([2-9]|\d0)\b(?![.,%]?\d)", re.IGNORECASE)

SHORTLY = 100
"""Letters around a number that may tell what it counts."""


@dataclass(frozen=True)
class Number:
    """A number as said; a span such as "2-3" gives its middle."""

    value: float
    percent: bool
    before: str
    """The text before it, with number words written as digits."""
    after: str
    """The text after it, a percent sign included."""
    vague: bool = False
    """Whether it was no number but "half" or "most"."""

    @property
    def shortly_before(self) -> str:
        """The end of the text before it, from a whole word on."""
        return self.before if len(self.before) <= SHORTLY else self.before[-SHORTLY:].partition(" ")[2]

    @property
    def shortly_after(self) -> str:
        """The beginning of the text after it, whole words only."""
        return self.after if len(self.after) <= SHORTLY else self.after[:SHORTLY].rpartition(" ")[0]


@dataclass(frozen=True)
class _Sayings:
    """How a language says shares and counts without numbers."""

    shares: tuple[tuple[re.Pattern[str], dict[str, float]], ...]
    sayings: re.Pattern[str]
    digits: dict[str, str]


def find_numbers(text: str, language: str = "en") -> tuple[Number, ...]:
    """The numbers of a text in order. Digits that belong to a name ("B2B", "COVID-19") are none."""
    return numbers_of(in_digits(text, language), text)


def numbers_of(digits: str, said: str) -> tuple[Number, ...]:
    """The numbers of a text that is `in_digits` already; `said` is the text before."""
    found = (_number(match, digits, said) for match in _SPAN.finditer(digits) if match["low"] or match["only"])
    return tuple(number for number in found if math.isfinite(number.value))


def in_digits(text: str, language: str = "en") -> str:
    """The text with its number words, and shares such as "a third of", as digits.

    >>> in_digits("two countries, and a quarter of our sales")
    '2 countries, and 25 % of our sales'
    """
    sayings = _sayings(language)
    for pattern, values in sayings.shares:
        text = pattern.sub(lambda match, values=values: _share(match, values), text)  # type: ignore[misc]
    text = sayings.sayings.sub(lambda match: sayings.digits[_spaced(match[0])], text)
    text = _ONE_IN.sub(_ratio, _SLASH.sub(_ratio, alpha2digit(text, language)))
    return _YEAR_AND.sub(r"\1, and ", _ONE_TO.sub("1", text))


@cache
def _sayings(language: str) -> _Sayings:
    words = load_language(language)
    wording = words.wording
    only = rf"(?:(?:{_any(words.words('about'))})\s+)*"
    before = "".join(rf"(?<!\b{re.escape(each)} )" for each in sorted(words.words("not_before_fraction")))
    follows = rf"(?=\s+(?:{_any(words.words('after_fraction'))})\b)"
    counts = [*words.words("fraction_ones"), *wording.fraction_counts]
    part = rf"(?P<part>{_any(wording.fractions)})s?"
    fraction = rf"(?:(?P<count>{_any(counts)})[\s-]+)?{part}"
    everything = rf"(?P<part>{_any(wording.sayings_of_all)})"
    shares = [
        (re.compile(rf"\b{before}{pattern}{follows}", re.IGNORECASE), values)
        for pattern, values in ((fraction, wording.fractions), (everything, wording.sayings_of_all))
    ]
    alone = [
        (re.compile(rf"^\s*{only}{pattern}(?=[\s.!]*$)", re.IGNORECASE), values)
        for pattern, values in ((fraction, wording.fractions), (everything, wording.sayings_of_all))
    ]
    return _Sayings(
        shares=tuple((pattern, _times(values, words)) for pattern, values in [*shares, *alone]),
        sayings=re.compile(rf"\b(?:{_any(wording.sayings)})\b", re.IGNORECASE),
        digits=dict(wording.sayings),
    )


def _times(values: dict[str, float], words: Language) -> dict[str, float]:
    """The value of each part, and of each count of parts ("two thirds")."""
    counted = {
        f"{count} {part}": value * times
        for part, value in values.items()
        for count, times in words.wording.fraction_counts.items()
    }
    return {**values, **counted}


def _any(phrases: object) -> str:
    listed = sorted(map(str, phrases), key=len, reverse=True)  # type: ignore[call-overload]
    return "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in listed)


def _share(match: re.Match[str], values: dict[str, float]) -> str:
    groups = match.groupdict()
    part = _spaced(groups["part"])
    value = values.get(f"{_spaced(groups.get('count') or '')} {part}", values[part])
    return f"{value:g} %" if value <= 100 else match[0]


def _ratio(match: re.Match[str]) -> str:
    low, high = float(match[1] if match[1].isdigit() else 1), float(match[2])
    return f"{100 * low / high:.4g} %" if low < high else match[0]


def _spaced(text: str) -> str:
    return " ".join(text.lower().split())


def _number(match: re.Match[str], digits: str, said: str) -> Number:
    percent = _THEN_PERCENT.match(digits, match.end()) is not None
    return Number(
        value=_value(match["only"]) if match["only"] else _together(match["low"], match["to"], match["high"]),
        percent=percent,
        before=digits[: match.start()],
        after=digits[match.end() :],
        vague=percent and match[0] not in said and not _THEN_PERCENT.search(said),
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


def is_year(number: Number, language: str = "en") -> bool:
    """Whether a number dates something ("since 2015") and counts nothing ("2000 boxes")."""
    if number.percent or not 1900 <= number.value < 2100 or number.before.endswith("$"):
        return False
    before, after = words_of(number.shortly_before), words_of(number.shortly_after)
    return not after or (bool(before) and before[-1] in load_language(language).words("years_follow"))

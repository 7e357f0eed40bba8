"""Countries in a sentence, by name, other names and what their people are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from advisor.knowledge.schema import Country
from advisor.nlu.text import plain

ALIKE = 0.92
"""Jaro-Winkler similarity from which a short answer is taken for a misspelt country name."""
LONGEST_MISSPELT = 4
"""Words of the longest text that may be one misspelt country name; sentences hold too many look-alikes."""
SHORTEST_ABBREVIATION = 4
_POSSESSIVE = re.compile(r"'s\b")


@dataclass(frozen=True)
class CountryName:
    """A country named in a text."""

    iso3: str
    before: str
    """The plain text before the name."""


class Gazetteer:
    """All names of all countries, ready for looking up."""

    def __init__(self, countries: Mapping[str, Country]) -> None:
        self._names = {name: iso3 for iso3, country in countries.items() for name in _names(country)}
        self._longest = max((len(name.split()) for name in self._names), default=0)
        self._shouted = frozenset(name for name in self._names if len(name) < SHORTEST_ABBREVIATION)
        self._misspellable = tuple(name for name in self._names if name not in self._shouted)

    def find(self, text: str) -> tuple[CountryName, ...]:
        """The countries named, in order; longer names win ("South Korea" is not "Korea").

        Abbreviations of two or three letters count in capitals or alone: "us" in a sentence is not a country.
        """
        return tuple(self._walk(text)) or self.misspelt(text)

    def misspelt(self, text: str, before: str = "") -> tuple[CountryName, ...]:
        """The country whose misspelt name a short text is, if any."""
        name = _comparable(text)
        if not name or len(name.split()) > LONGEST_MISSPELT:
            return ()
        best = process.extractOne(name, self._misspellable, scorer=JaroWinkler.similarity, score_cutoff=ALIKE)
        return (CountryName(iso3=self._names[best[0]], before=before),) if best else ()

    def _walk(self, text: str) -> Iterator[CountryName]:
        words = _comparable(text).split()
        capitals = _capitals(text)
        position = 0
        while position < len(words):
            length, iso3 = self._longest_at(words, position, capitals)
            if iso3:
                yield CountryName(iso3=iso3, before=" ".join(words[:position]))
            position += length

    def _longest_at(self, words: list[str], position: int, capitals: frozenset[str]) -> tuple[int, str | None]:
        for length in range(min(self._longest, len(words) - position), 0, -1):
            name = " ".join(words[position : position + length])
            doubtful = name in self._shouted and len(words) > 1 and name not in capitals
            if name in self._names and not doubtful:
                return length, self._names[name]
        return 1, None


def _names(country: Country) -> Iterator[str]:
    for name in (country.name, *country.other_names, *country.people):
        yield _comparable(name)
        yield _without_points(name)


def _comparable(text: str) -> str:
    """Plain text whose words are apart ("Timor-Leste", "Thailand's", "Viet Nam-based")."""
    return " ".join(_POSSESSIVE.sub("", plain(text)).replace("-", " ").split())


def _without_points(name: str) -> str:
    """The abbreviation "U.S." as most people write it; other names as they are."""
    return _comparable(name.replace(".", "")) if name.isupper() else _comparable(name)


def _capitals(text: str) -> frozenset[str]:
    """The words in capitals, where that says something: not in a text that is all in capitals."""
    words = text.split()
    shouted = text.isupper() and len(words) > 1
    written = (word for word in words if word.isupper() and not shouted)
    return frozenset(name for word in written for name in (_comparable(word), _without_points(word)))

"""Countries in a sentence, by name, other names and what their people are called."""

from __future__ import annotations

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


@dataclass(frozen=True)
class CountryName:
    """A country named in a text."""

    iso3: str
    before: str
    """The plain text before the name."""


class Gazetteer:
    """All names of all countries, ready for looking up."""

    def __init__(self, countries: Mapping[str, Country]) -> None:
        self._names = {plain(name): iso3 for iso3, country in countries.items() for name in _names(country)}
        self._longest = max((len(name.split()) for name in self._names), default=0)
        self._shouted = {name: iso3 for name, iso3 in self._names.items() if len(name) < SHORTEST_ABBREVIATION}

    def find(self, text: str) -> tuple[CountryName, ...]:
        """The countries named, in order; longer names win ("South Korea" is not "Korea").

        Abbreviations of two or three letters count in capitals or alone: "us" in a sentence is not a country.
        """
        found = tuple(self._walk(text))
        return found or self._misspelt(plain(text))

    def _walk(self, text: str) -> Iterator[CountryName]:
        words = plain(text).split()
        capitals = {plain(word) for word in text.split() if word.isupper()}
        position = 0
        while position < len(words):
            length, iso3 = self._longest_at(words, position, capitals)
            if iso3:
                yield CountryName(iso3=iso3, before=" ".join(words[:position]))
            position += length

    def _longest_at(self, words: list[str], position: int, capitals: set[str]) -> tuple[int, str | None]:
        for length in range(min(self._longest, len(words) - position), 0, -1):
            name = " ".join(words[position : position + length])
            doubtful = name in self._shouted and len(words) > 1 and name not in capitals
            if name in self._names and not doubtful:
                return length, self._names[name]
        return 1, None

    def _misspelt(self, text: str) -> tuple[CountryName, ...]:
        if not text or len(text.split()) > LONGEST_MISSPELT:
            return ()
        candidates = [name for name in self._names if name not in self._shouted]
        best = process.extractOne(text, candidates, scorer=JaroWinkler.similarity, score_cutoff=ALIKE)
        return (CountryName(iso3=self._names[best[0]], before=""),) if best else ()


def _names(country: Country) -> tuple[str, ...]:
    return (country.name, *country.other_names, *country.people)

"""Countries, towns and regions in a sentence, by name, other names and what their people are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from advisor.knowledge.schema import Country
from advisor.nlu.language import Language, load_language
from advisor.nlu.text import plain, words_of
from advisor.nlu.towns import Town, find_provinces, find_states, find_towns

ALIKE = 0.92
"""Jaro-Winkler similarity from which a short answer is taken for a misspelt country name."""
LONGEST_MISSPELT = 4
"""Words of the longest text that may be one misspelt country name; sentences hold too many look-alikes."""
SHORTEST_MISSPELT_WITHIN = 6
"""Letters of the shortest misspelt country name that is looked for within a sentence, after "to" or "in"."""
SHORTEST_ABBREVIATION = 4
UNITED_STATES = "USA"
LISTING = frozenset({"and", "or"})


class Kind(StrEnum):
    """What a name names."""

    COUNTRY = "country"
    PEOPLE = "people"
    """A country by its people or goods ("Thai", "the Thais")."""
    TOWN = "town"
    REGION = "region"


@dataclass(frozen=True)
class Name:
    """A place named in a text."""

    value: str
    """ISO 3166 alpha-3 code, or the key of a region."""
    kind: Kind
    start: int
    """The first of its words among `words_of` the text."""
    end: int
    minor: bool = False
    """A town that few know who are not from its country."""


@dataclass(frozen=True)
class CountryName:
    """A country named in a text."""

    iso3: str
    before: str
    """The plain text before the name."""


class Gazetteer:
    """All names of all countries, and of their towns, ready for looking up."""

    def __init__(self, countries: Mapping[str, Country], language: str = "en") -> None:
        self._language = load_language(language)
        own = {name for country in countries.values() for name in _own_names(country)}
        self._people = frozenset(name for country in countries.values() for name in _people(country)) - own
        self._countries = {name: iso3 for iso3, country in countries.items() for name in _names(country)}
        self._shouted = frozenset(name for name in self._countries if len(name) < SHORTEST_ABBREVIATION)
        self._misspellable = tuple(name for name in self._countries if name not in self._shouted)
        self._misspellable_within = tuple(
            name for name in self._misspellable if len(name) >= SHORTEST_MISSPELT_WITHIN and " " not in name
        )
        self._areas = _areas(self._language, countries)
        towns = {**find_provinces(countries), **find_towns(countries)}
        self._towns = {name: town for name, town in towns.items() if name not in self._countries}
        self._regions = _regions(self._language) if countries else {}
        self._longest = _longest_by_first_word((self._countries, self._areas, self._towns, self._regions))

    def find(self, text: str) -> tuple[CountryName, ...]:
        """The countries named, in order; longer names win ("South Korea" is not "Korea").

        Abbreviations of two or three letters count in capitals or alone: "us" in a sentence is not a country.
        """
        words = words_of(text)
        names = (name for name in self.names(text) if name.kind in (Kind.COUNTRY, Kind.PEOPLE))
        named = tuple(CountryName(name.value, " ".join(words[: name.start])) for name in names)
        return named or self.misspelt(text)

    def misspelt(self, text: str, before: str = "") -> tuple[CountryName, ...]:
        """The country whose misspelt name a short text is, if any."""
        words = words_of(text)
        if not words or len(words) > LONGEST_MISSPELT:
            return ()
        name = " ".join(words)
        best = process.extractOne(name, self._misspellable, scorer=JaroWinkler.similarity, score_cutoff=ALIKE)
        return (CountryName(iso3=self._countries[best[0]], before=before),) if best else ()

    def names(self, text: str) -> tuple[Name, ...]:
        """All places named, in order."""
        return tuple(self._walk(_Said(words_of(text), _Letters(text))))

    def _walk(self, said: _Said) -> Iterator[Name]:
        position = 0
        while position < len(said.words):
            name = self._at(said, position)
            if name:
                yield name
                position = said.place_ends = name.end
            else:
                position += 1

    def _at(self, said: _Said, position: int) -> Name | None:
        longest = min(self._longest.get(said.words[position], 0), len(said.words) - position)
        found = (self._known(said, position, position + length) for length in range(longest, 0, -1))
        return next(filter(None, found), None) if longest else self._misspelt_at(said, position)

    def _known(self, said: _Said, start: int, end: int) -> Name | None:
        name = " ".join(said.words[start:end])
        if name in self._regions:
            return Name(self._regions[name], Kind.REGION, start, end)
        if name in self._countries and self._is_country(name, said):
            kind = Kind.PEOPLE if name in self._people else Kind.COUNTRY
            return Name(self._countries[name], kind, start, end)
        if name in self._areas:
            return Name(self._areas[name], Kind.TOWN, start, end)
        town = self._towns.get(name)
        if town is None or not self._is_town(town, said, start, end):
            return None
        return Name(town.iso3, Kind.TOWN, start, end, minor=not town.well_known)

    def _is_country(self, name: str, said: _Said) -> bool:
        if len(said.words) == len(name.split()):
            return True
        if name in self._shouted:
            return name in said.letters.shouted or (name in self._people and said.letters.has_capital(name))
        return name not in self._language.words("words_that_are_also_countries") or said.letters.has_capital(name)

    def _is_town(self, town: Town, said: _Said, start: int, end: int) -> bool:
        """Whether a town is meant: the smaller it is, and the more a word like others, the more must speak for it."""
        name = " ".join(said.words[start:end])
        capital = said.letters.has_capital(name)
        based = self._language.vocabulary.is_a(said.word(end), "town_is")
        if name in self._language.words("words_that_are_also_towns"):
            return capital and (based or said.word(start - 1) in self._language.words("sure_prepositions"))
        placed = based or said.goes_on(start) or said.word(start - 1) in self._language.words("place_prepositions")
        if town.well_known and len(name) >= SHORTEST_ABBREVIATION:
            return placed or (capital and start > 0) or len(said.words) == end - start
        return capital and placed and len(name) >= SHORTEST_ABBREVIATION - 1

    def _misspelt_at(self, said: _Said, position: int) -> Name | None:
        """A country with one wrong letter, where a place is to be expected."""
        word = said.words[position]
        expected = said.goes_on(position) or said.word(position - 1) in self._language.words("sure_prepositions")
        if not expected or len(word) < SHORTEST_MISSPELT_WITHIN - 1 or not word.isalpha():
            return None
        if word in self._language.words("not_misspelt_countries"):
            return None
        best = process.extractOne(word, self._misspellable_within, scorer=OSA.distance, score_cutoff=1)
        if best is None or best[0][0] != word[0]:
            return None
        kind = Kind.PEOPLE if best[0] in self._people else Kind.COUNTRY
        return Name(self._countries[best[0]], kind, position, position + 1)


@dataclass
class _Said:
    """A text on the walk through its words."""

    words: list[str]
    letters: _Letters
    place_ends: int | None = None
    """Where the last place named ends."""

    def word(self, position: int) -> str:
        return self.words[position] if 0 <= position < len(self.words) else ""

    def goes_on(self, position: int) -> bool:
        """Whether a list of places may go on here."""
        return position == self.place_ends or (position - 1 == self.place_ends and self.word(position - 1) in LISTING)


class _Letters:
    """Which words of a text are written with capital letters."""

    def __init__(self, text: str) -> None:
        written = text.replace("-", " ").replace(",", " ").split()
        loud = text.isupper() and len(written) > 1
        self.shouted = frozenset(
            name for word in written if word.isupper() and not loud for name in (_joined(word), _without_points(word))
        )
        bare = (word.lstrip("(\"'\N{LEFT DOUBLE QUOTATION MARK}") for word in written)
        self._capitals = frozenset(each for word in bare if word[:1].isupper() and not loud for each in words_of(word))

    def has_capital(self, name: str) -> bool:
        """Whether the first word of a name is written with a capital letter."""
        return name.split(maxsplit=1)[0] in self._capitals


def _longest_by_first_word(gazetteers: Iterable[Mapping[str, object]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for gazetteer in gazetteers:
        for name in gazetteer:
            parts = name.split()
            if parts:
                longest[parts[0]] = max(longest.get(parts[0], 0), len(parts))
    return longest


def _areas(language: Language, countries: Mapping[str, Country]) -> dict[str, str]:
    states = dict.fromkeys(find_states(), UNITED_STATES)
    known = {**states, **language.wording.areas}
    named = {_joined(country.name) for country in countries.values()}
    return {name: iso3 for name, iso3 in known.items() if iso3 in countries and name not in named}


def _regions(language: Language) -> dict[str, str]:
    return {_joined(name): key for key, names in language.wording.regions.items() for name in names}


def _names(country: Country) -> Iterator[str]:
    yield from _own_names(country)
    yield from _people(country)


def _own_names(country: Country) -> Iterator[str]:
    for name in (country.name, *country.other_names):
        yield _joined(name)
        yield _without_points(name)


def _people(country: Country) -> Iterator[str]:
    for name in map(_joined, country.people):
        yield name
        if name[-1:].isalpha() and not name.endswith(("s", "sh", "ch", "ese")):
            yield f"{name}s"


def _joined(text: str) -> str:
    return " ".join(words_of(text))


def _without_points(name: str) -> str:
    """The abbreviation "U.S." as most people write it; other names as they are."""
    return _joined(name.replace(".", "")) if name.isupper() else _joined(name)


def misspelt_after(text: str, cues: Iterable[str], gazetteer: Gazetteer) -> CountryName | None:
    """The country in "we are in Tailand": words that follow a cue are looked at apart from it."""
    said = plain(text)
    for cue in cues:
        before, found, after = f" {said}".partition(f" {cue} ")
        for name in gazetteer.misspelt(after, f"{before} {cue}") if found else ():
            return name
    return None

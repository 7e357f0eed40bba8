"""Economies."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from advisor.knowledge.schema.base import (
    Record,
    Text,
)


class Income(StrEnum):
    """World Bank income groups."""

    LOW = "low"
    LOWER_MIDDLE = "lower_middle"
    UPPER_MIDDLE = "upper_middle"
    HIGH = "high"
    UNCLASSIFIED = "unclassified"


class Country(Record):
    """An economy, with what says how developed it is."""

    name: Text
    iso2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None
    other_names: tuple[Text, ...] = ()
    people: tuple[Text, ...] = ()
    """What its people and things are called ("Thai", "Burmese")."""
    region: Text
    income: Income
    income_year: int
    least_developed: bool = False
    landlocked_developing: bool = False
    small_island: bool = False
    asia_pacific: bool = False
    """Member or associate member of UN ESCAP."""
    article: bool = False
    """Whether English says "the" before the name ("the Philippines")."""

    @property
    def spoken(self) -> str:
        """The name as it stands inside a sentence."""
        return f"the {self.name}" if self.article else self.name

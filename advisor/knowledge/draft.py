"""Knowledge that is being checked, and how a check speaks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from advisor.knowledge.problems import Problem
from advisor.knowledge.schema import Knowledge


@dataclass(frozen=True)
class Draft:
    """Knowledge that may still lack records, because some were refused."""

    knowledge: Knowledge
    ids: dict[str, frozenset[str]]
    """File -> all ids that stand in it, those of refused records too."""
    broken: frozenset[str] = frozenset()
    """Files of which something was refused. What counts records would mislead there and is left out."""

    def whole(self, *files: str) -> bool:
        """Whether nothing was refused in these files."""
        return self.broken.isdisjoint(files)


Check = Callable[[Draft], Iterator[Problem]]


class Place(NamedTuple):
    """Where in the knowledge something stands."""

    file: str
    record: str
    field: str

    def inside(self, part: str) -> Place:
        """A place inside this one."""
        return Place(self.file, self.record, f"{self.field}.{part}")

    def names(self, named: str, expected: str, hint: str | None) -> Problem:
        """Something is referred to here that is not there."""
        return Problem(self.file, self.record, f"{self.field} names {named}", expected, hint)

    def problem(self, wrong: str, expected: str) -> Problem:
        """Something else is wrong here."""
        return Problem(self.file, self.record, f"{self.field} {wrong}", expected)

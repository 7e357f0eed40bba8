"""Looks for versions with known faults in the locks: `audit.py [LOCK ...]`. Needs no network.

What is known stands in requirements/advisories.yml, and what that list is worth.

With `--control`, the locks named must have findings: a check that never finds anything is none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
LIST = REQUIREMENTS / "advisories.yml"
LOCKED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class Advisory:
    """Versions of a package with a published fault."""

    package: str
    bad: SpecifierSet
    id: str


@dataclass(frozen=True)
class Finding:
    """A locked version that has one."""

    lock: str
    package: str
    version: str
    advisory: Advisory

    def __str__(self) -> str:
        known = f"{self.advisory.id}; expected none of {self.advisory.bad}"
        return f"{self.lock}: {self.package} {self.version} has {known}"


def main(arguments: Sequence[str]) -> int:
    """Print what is found; exit code 1 if it should not be there, or if a control found nothing."""
    is_control = "--control" in arguments
    locks = [Path(name) for name in arguments if name != "--control"] or sorted(REQUIREMENTS.glob("*.txt"))
    advisories, accepted = read()
    found = [each for lock in locks for each in findings(lock, advisories)]
    if is_control:
        print(f"The control has {len(found)} findings.")
        return int(not found)
    known = {(each.package, each.advisory.id) for each in found}
    left = [str(each) for each in found if (each.package, each.advisory.id) not in accepted]
    if not arguments:
        left += [f"{LIST.name}: {id_} of {name} is accepted and not locked" for name, id_ in accepted - known]
    print("\n".join(left), file=sys.stderr)
    print(f"{len(locks)} locks, {len(advisories)} advisories: {len(left)} findings, {len(accepted)} accepted.")
    return int(bool(left))


def read(path: Path = LIST) -> tuple[list[Advisory], set[tuple[str, str]]]:
    """The advisories, and those (package, id) that are accepted."""
    given: Any = YAML(typ="safe", pure=True).load(path)
    advisories = [Advisory(one["package"], SpecifierSet(one["bad"]), one["id"]) for one in given["advisories"]]
    return advisories, {(one["package"], one["id"]) for one in given["accepted"] if one["why"].strip()}


def locked(text: str) -> Iterator[tuple[str, str]]:
    """Packages and versions of a lock."""
    return ((canonicalize_name(name), version) for name, version in LOCKED.findall(text))


def findings(lock: Path, advisories: Iterable[Advisory]) -> list[Finding]:
    """The bad versions in a lock."""
    versions = dict(locked(lock.read_text("utf-8")))
    return [
        Finding(lock.name, each.package, versions[each.package], each)
        for each in advisories
        if each.package in versions and each.bad.contains(versions[each.package], prereleases=True)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

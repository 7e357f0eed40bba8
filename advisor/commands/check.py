"""Check the knowledge: print what is wrong with it, or what is there."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from advisor.knowledge.loader import FILES, KnowledgeError, load_knowledge
from advisor.knowledge.problems import listed
from advisor.knowledge.schema import Knowledge, Role, Section
from advisor.knowledge.told import FOLDER, load_told
from advisor.settings import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The directory, for knowledge that stands elsewhere."""
    parser.add_argument("--directory", type=Path, default=ROOT / "knowledge", help="where the YAML files are")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 if anything is wrong."""
    try:
        knowledge = load_knowledge(arguments.directory)
        told = load_told(arguments.directory, knowledge.questions)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        print(f"\n{_plural(len(error.problems), 'problem')} in {arguments.directory}", file=sys.stderr)
        return 1
    print("\n".join(summary(knowledge, len(told))))
    return 0


def summary(knowledge: Knowledge, told: int) -> Iterator[str]:
    """What is there, and where it is thin.

    Args:
        told: how many sentences with their facts there are.
    """
    records = {field: len(getattr(knowledge, field)) for field in FILES} | {FOLDER: told}
    yield from _table("Records", ((name, str(number)) for name, number in records.items()))
    yield from _table("Questions", ((part, str(len(knowledge.questions_of(part)))) for part in Section))
    yield from _table("Next steps and verified sources by constraint", _by_constraint(knowledge))
    yield from _table("Sources of one economy, and its verified national bodies", _by_country(knowledge))
    yield from _gaps(knowledge)


def _table(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A title, then two columns."""
    every = list(rows)
    width = max((len(name) for name, _ in every), default=0)
    yield title
    yield from (f"  {name:<{width}}  {value}" for name, value in every)
    yield ""


def _by_constraint(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    steps = Counter(step.constraint for step in knowledge.next_steps.values())
    sources = _served(knowledge)
    for key in knowledge.constraints:
        yield key, f"{_plural(steps[key], 'step')}, {_plural(sources[key], 'source')}"


def _served(knowledge: Knowledge) -> Counter[str]:
    """Constraint -> how many verified sources help with it."""
    return Counter(key for source in knowledge.sources.values() if source.verified for key in source.constraints)


def _by_country(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    count = Counter(iso3 for source in knowledge.sources.values() for iso3 in source.countries)
    national = _national_bodies(knowledge)
    for iso3 in sorted(count, key=lambda iso3: knowledge.countries[iso3].name):
        yield knowledge.countries[iso3].name, f"{_plural(count[iso3], 'source')}, {national[iso3]} verified national"


def _national_bodies(knowledge: Knowledge) -> Counter[str]:
    bodies = [source for source in knowledge.sources.values() if source.role is Role.NATIONAL_BODY and source.verified]
    return Counter(iso3 for source in bodies for iso3 in source.countries)


def _gaps(knowledge: Knowledge) -> Iterator[str]:
    """What an editor may want to add next. None of it is wrong."""
    national = _national_bodies(knowledge)
    near = [key for key, country in knowledge.countries.items() if country.asia_pacific]
    served = _served(knowledge)
    gaps = {
        "Constraints without a verified source": [key for key in knowledge.constraints if not served[key]],
        "Unverified sources, which firms never see": [k for k, one in knowledge.sources.items() if not one.verified],
        "Asia-Pacific economies without a verified national body": [key for key in near if not national[key]],
    }
    for title, keys in gaps.items():
        yield f"{title}: {listed(keys, limit=60) or 'none'}"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""What is told apart by name has different names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.knowledge.checks.records import all_conditions, all_references
from advisor.knowledge.draft import Check, Draft, Place
from advisor.knowledge.problems import Problem
from advisor.knowledge.schema import Country, Knowledge


def names_differ(draft: Draft) -> Iterator[Problem]:
    """What firms and editors tell apart by name has different names."""
    knowledge = draft.knowledge
    named: list[tuple[str, str, Iterable[tuple[str, list[str]]]]] = [
        ("stages.yml", "name", ((key, [stage.name]) for key, stage in knowledge.stages.items())),
        ("constraints.yml", "name", ((key, [one.name]) for key, one in knowledge.constraints.items())),
        ("questions.yml", "topic", ((key, [one.topic]) for key, one in knowledge.questions.items())),
        ("faq.yml", "title", ((key, [one.title]) for key, one in knowledge.faq.items())),
        ("next_steps.yml", "title", ((key, [one.title]) for key, one in knowledge.next_steps.items())),
        ("sources.yml", "name", ((key, [f"{one.name} of {one.owner}"]) for key, one in knowledge.sources.items())),
        ("countries.yml", "name", ((key, _called(one)) for key, one in knowledge.countries.items())),
    ]
    for file, field, records in named:
        yield from _same_names(file, field, records)


def _called(country: Country) -> list[str]:
    names = [country.name, *country.other_names]
    return [*names, country.iso2] if country.iso2 and country.iso2 not in names else names


def _same_names(file: str, field: str, records: Iterable[tuple[str, list[str]]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for key, names in records:
        for name, number in Counter(names).items():
            other = first.setdefault(name.casefold(), key)
            if number > 1:
                yield Problem(file, key, f'{field} "{name}" stands twice', "each once")
            if other != key:
                yield Problem(file, key, f'{field} "{name}" is also that of {other}', "a name of its own")


def lists_name_each_thing_once(draft: Draft) -> Iterator[Problem]:
    """Nothing is named twice in a list of references."""
    for place, named in _lists(draft.knowledge):
        for one, number in Counter(named).items():
            if number > 1:
                yield place.problem(f"names {one} {number} times", "each once")


def _lists(knowledge: Knowledge) -> Iterator[tuple[Place, Iterable[str]]]:
    yield from ((place, named) for place, _, named in all_references(knowledge))
    for place, conditions in all_conditions(knowledge):
        yield from ((place.inside(question_id), options) for question_id, options in conditions.items())
    yield from ((Place("sources.yml", key, "stages"), source.stages) for key, source in knowledge.sources.items())


NAMES: tuple[Check, ...] = (
    names_differ,
    lists_name_each_thing_once,
)

"""Where records name each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.knowledge.draft import Draft, Place
from advisor.knowledge.problems import Problem, nearest, nearest_named
from advisor.knowledge.schema import Conditions, Knowledge, Option

Reference = tuple[Place, str, Iterable[str]]
"""Where it stands, file that is referred to, ids."""


def all_references(knowledge: Knowledge) -> Iterator[Reference]:
    """All places that name records of another file, or of their own."""
    for key, step in knowledge.next_steps.items():
        yield Place("next_steps.yml", key, "constraint"), "constraints", [step.constraint]
        yield Place("next_steps.yml", key, "sources"), "sources", step.sources
    for key, source in knowledge.sources.items():
        yield Place("sources.yml", key, "constraints"), "constraints", source.constraints
        yield Place("sources.yml", key, "countries"), "countries", source.countries
    for key, option_id, option in all_options(knowledge):
        yield Place("questions.yml", key, f"options.{option_id}.constraints"), "constraints", list(option.constraints)
    for key, answer in knowledge.faq.items():
        yield Place("faq.yml", key, "sources"), "sources", answer.sources
        yield Place("faq.yml", key, "constraint"), "constraints", [answer.constraint] if answer.constraint else []
        yield Place("faq.yml", key, "follow_ups"), "faq", answer.follow_ups


def all_conditions(knowledge: Knowledge) -> Iterator[tuple[Place, Conditions]]:
    """All conditions and contradictions, with where they stand."""
    for question_id, question in knowledge.questions.items():
        yield Place("questions.yml", question_id, "only_if"), question.only_if
    for question_id, option_id, option in all_options(knowledge):
        yield Place("questions.yml", question_id, f"options.{option_id}.contradicts"), option.contradicts
    for step_id, step in knowledge.next_steps.items():
        yield Place("next_steps.yml", step_id, "only_if"), step.only_if
    for source_id, source in knowledge.sources.items():
        yield Place("sources.yml", source_id, "only_if"), source.only_if


def all_options(knowledge: Knowledge) -> Iterator[tuple[str, str, Option]]:
    """All options, with the ids of question and option."""
    for question_id, question in knowledge.questions.items():
        for option_id, option in question.options.items():
            yield question_id, option_id, option


def dangling(draft: Draft, place: Place, target: str, named: str) -> Problem:
    """A name that no record has."""
    if target == "countries":
        return place.names(named, "an ISO3 code of countries.yml", _country(draft.knowledge, named))
    return place.names(named, f"an id of {target}.yml", nearest(named, draft.ids[target]))


def hidden_sources(draft: Draft, file: str, key: str, named: Iterable[str]) -> Iterator[Problem]:
    """Unverified sources, which firms are never told, among those that a record leans on."""
    for source in named:
        found = draft.knowledge.sources.get(source)
        if found is not None and not found.verified:
            wrong = f"sources names {source}, which is unverified and never shown"
            yield Problem(file, key, wrong, "sources of which a page was read")


def _country(knowledge: Knowledge, named: str) -> str | None:
    """The code of the economy that was meant: editors write VN or Vietnam for VNM."""
    for iso3, country in knowledge.countries.items():
        if named.upper() == country.iso2:
            return iso3
    names = {iso3: (country.name, *country.other_names) for iso3, country in knowledge.countries.items()}
    return nearest_named(named, names)

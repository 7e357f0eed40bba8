"""Conditions can hold, and questions can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.records import all_conditions, all_options, dangling
from advisor.knowledge.draft import Check, Draft, Place
from advisor.knowledge.problems import Problem, listed, nearest
from advisor.knowledge.schema import Knowledge, Question, Section

SECTIONS = list(Section)


def conditions_can_hold(draft: Draft) -> Iterator[Problem]:
    """Conditions and contradictions name questions and options that are there."""
    if not draft.ids["questions"]:
        return
    for place, conditions in all_conditions(draft.knowledge):
        for question_id, options in conditions.items():
            yield from _condition(draft, place.inside(question_id), question_id, options)


def _condition(draft: Draft, place: Place, question_id: str, options: tuple[str, ...]) -> Iterator[Problem]:
    if question_id not in draft.ids["questions"]:
        yield dangling(draft, place, "questions", question_id)
    elif not options:
        yield place.problem("is an empty list", "at least one option")
    elif question := draft.knowledge.questions.get(question_id):
        for option in options:
            yield from _chosen(draft, place, question, option)


def _chosen(draft: Draft, place: Place, question: Question, option: str) -> Iterator[Problem]:
    if question.pick == "country":
        if draft.ids["countries"] and option not in draft.ids["countries"]:
            yield dangling(draft, place, "countries", option)
    elif option not in question.options:
        yield place.names(option, f"one of {listed(question.options)}", nearest(option, question.options))


def questions_can_be_reached(draft: Draft) -> Iterator[Problem]:
    """A question depends only on questions that are asked before it, and not on itself round a circle."""
    order = {key: number for number, key in enumerate(draft.knowledge.questions)}
    for key, question in draft.knowledge.questions.items():
        for other in question.only_if:
            if other in order and not _before(draft.knowledge, other, key, order):
                yield Problem("questions.yml", key, f"only_if names {other}, which is asked later", _ASKED_BEFORE)
    for circle in _circles(draft.knowledge):
        way = " -> ".join(circle)
        yield Problem("questions.yml", circle[0], f"only_if goes round in a circle ({way})", "a first question")


_ASKED_BEFORE = "a question of an earlier section, of the same section, or, in the basics, one above it"


def _before(knowledge: Knowledge, other: str, key: str, order: dict[str, int]) -> bool:
    """The basics are asked in file order, other sections in any order."""
    first, second = (SECTIONS.index(knowledge.questions[one].section) for one in (other, key))
    if first == second == SECTIONS.index(Section.BASICS):
        return order[other] <= order[key]
    return first <= second


def _circles(knowledge: Knowledge) -> Iterator[list[str]]:
    """Each circle of conditions once, starting from the question of it that stands first in the file."""
    told: set[str] = set()
    for key in knowledge.questions:
        if key not in told and (circle := _circle_from(knowledge, key)):
            told.update(circle)
            yield circle


def _circle_from(knowledge: Knowledge, start: str) -> list[str]:
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        question = knowledge.questions.get(way[-1])
        for other in question.only_if if question else ():
            if other == start:
                return [*way, start]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []


def no_answer_contradicts_its_own_question(draft: Draft) -> Iterator[Problem]:
    """One question has one answer: its options need not be told apart from each other."""
    for question_id, option_id, option in all_options(draft.knowledge):
        if question_id in option.contradicts:
            wrong = f"options.{option_id}.contradicts names its own question"
            yield Problem("questions.yml", question_id, wrong, "other questions only, since it has one answer anyway")


CONDITIONS: tuple[Check, ...] = (
    conditions_can_hold,
    questions_can_be_reached,
    no_answer_contradicts_its_own_question,
)

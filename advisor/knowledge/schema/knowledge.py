"""All records together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

from advisor.knowledge.schema.answers import Answer, AnswerId
from advisor.knowledge.schema.base import (
    ByStage,
    Id,
    Iso3,
    Record,
    StageId,
    Text,
)
from advisor.knowledge.schema.constraints import Constraint, NextStep
from advisor.knowledge.schema.countries import Country, Income
from advisor.knowledge.schema.questions import Option, Question, Section
from advisor.knowledge.schema.sources import Source
from advisor.knowledge.schema.stages import Level, Prior, Stage


class Knowledge(Record):
    """All that the advisor knows, in file order."""

    stages: dict[StageId, Stage]
    constraints: dict[Id, Constraint]
    questions: dict[Id, Question]
    next_steps: dict[Id, NextStep]
    sources: dict[Id, Source]
    countries: dict[Iso3, Country]
    priors: dict[Level, Prior]
    faq: dict[AnswerId, Answer]
    wording: dict[Id, Text]
    """Short texts of the gateway and connecting words of the dialogue, by key."""

    def questions_of(self, section: Section) -> Mapping[str, Question]:
        """The questions of one section, in file order."""
        return self._sections[section]

    @cached_property
    def _sections(self) -> dict[Section, dict[str, Question]]:
        return {
            section: {key: question for key, question in self.questions.items() if question.section is section}
            for section in Section
        }

    @cached_property
    def left_open(self) -> Mapping[tuple[str, str], Mapping[str, ByStage]]:
        """What an answer rules out: (question, option) -> evidence question -> how likely its other options are.

        Together, at each stage. Only questions of which an option is ruled out.
        """
        found: dict[tuple[str, str], dict[str, ByStage]] = {}
        for other, question in self.questions_of(Section.EVIDENCE).items():
            for answer in {pair for option in question.options.values() for pair in _excluded_by(option)}:
                left = [option for option in question.options.values() if answer not in _excluded_by(option)]
                found.setdefault(answer, {})[other] = _together(left)
        return found

    def level_of(self, iso3: str | None) -> Level:
        """The level of development of an economy. UN least-developed and low-income economies count as one."""
        country = self.countries.get(iso3) if iso3 else None
        if country is None or country.income is Income.UNCLASSIFIED:
            return Level.UNKNOWN
        if country.least_developed or country.income is Income.LOW:
            return Level.LEAST_DEVELOPED
        return Level(country.income.value)


def _excluded_by(option: Option) -> frozenset[tuple[str, str]]:
    return frozenset((question, other) for question, others in option.contradicts.items() for other in others)


def _together(options: Sequence[Option]) -> ByStage:
    likelihoods = [option.likelihood for option in options if option.likelihood is not None]
    return {stage: math.fsum(likelihood[stage] for likelihood in likelihoods) for stage in StageId}

"""What a firm told about itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from advisor.knowledge.schema import Conditions, Knowledge, Option, Question, Section, StageId

COUNTRY = "country"


class Frozen(BaseModel):
    """A value: never changed, only replaced; equal when its parts are."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Given(Frozen):
    """One answer of the firm."""

    option: str
    """Option id; an ISO 3166 alpha-3 code where the question picks a country."""
    said: str | None = None
    """The firm's own words, when it did not press a button."""
    sure: float = 1.0
    """How surely it was understood: less than 1 where a sentence was interpreted."""


class FirmProfile(Frozen):
    """All answers of one firm, in the order given, and what it said about the verdict."""

    answers: Mapping[str, Given] = {}
    unknown: tuple[str, ...] = ()
    """Questions answered with "I don't know" or "skip". They weigh nothing."""
    overruled: StageId | None = None
    """The stage that the firm holds to be right, when it overruled the verdict."""
    impression: Mapping[StageId, float] = {}
    """What the firm's own sentences sound like: the sum over them of ln P(sentence | stage), up to a constant."""

    @property
    def country(self) -> str | None:
        """ISO 3166 alpha-3 code of the firm's country."""
        return self.option_of(COUNTRY)

    def option_of(self, question_id: str) -> str | None:
        """The option given for a question."""
        given = self.answers.get(question_id)
        return given.option if given else None

    def settled(self, question_id: str) -> bool:
        """Whether the question needs no asking any more."""
        return question_id in self.answers or question_id in self.unknown

    def with_answer(self, question_id: str, option: str, said: str | None = None, sure: float = 1.0) -> FirmProfile:
        """The profile with an answer given or replaced; the newest stands last."""
        answers = {key: given for key, given in self.answers.items() if key != question_id}
        answers[question_id] = Given(option=option, said=said, sure=sure)
        unknown = tuple(key for key in self.unknown if key != question_id)
        return self.model_copy(update={"answers": answers, "unknown": unknown})

    def with_unknown(self, question_id: str) -> FirmProfile:
        """The profile with a question that the firm cannot or does not wish to answer."""
        cleared = self.without(question_id)
        return cleared.model_copy(update={"unknown": (*cleared.unknown, question_id)})

    def without(self, question_id: str) -> FirmProfile:
        """The profile as if the question had never been asked."""
        return self.model_copy(
            update={
                "answers": {key: given for key, given in self.answers.items() if key != question_id},
                "unknown": tuple(key for key in self.unknown if key != question_id),
            }
        )

    def with_impression(self, sounds: Mapping[StageId, float]) -> FirmProfile:
        """The profile with one more sentence heard.

        Args:
            sounds: how likely the sentence is at each stage, up to a factor.
        """
        summed = {stage: self.impression.get(stage, 0.0) + math.log(sounds[stage]) for stage in StageId}
        return self.model_copy(update={"impression": summed})

    def overruling(self, stage: StageId | None) -> FirmProfile:
        """The profile with the firm's own verdict; None takes it back."""
        return self.model_copy(update={"overruled": stage})


def holds(conditions: Conditions, profile: FirmProfile) -> bool:
    """Whether the firm gave one of the options named, for every question named."""
    return all(profile.option_of(question) in options for question, options in conditions.items())


def ruled_out(conditions: Conditions, profile: FirmProfile) -> bool:
    """Whether an answer of the firm excludes the conditions. What is unknown excludes nothing."""
    return any(
        profile.option_of(question) not in options
        for question, options in conditions.items()
        if question in profile.answers
    )


def may_ask(question: Question, profile: FirmProfile) -> bool:
    """Whether a question makes sense for this firm: what it depends on was answered so, or could not be answered."""
    return all(profile.settled(gate) for gate in question.only_if) and not ruled_out(question.only_if, profile)


def applicable_answers(
    knowledge: Knowledge, profile: FirmProfile, *sections: Section
) -> Iterator[tuple[str, Question, str, Option]]:
    """Question id, question, option id and option of the answers that count in these sections.

    An answer stops counting when a later correction makes its question senseless: after "never sold abroad", the number
    of markets says nothing. Ids unknown to the knowledge (an older version's) are passed over.
    """
    for question_id, given in profile.answers.items():
        question = knowledge.questions.get(question_id)
        if question is None or question.section not in sections or ruled_out(question.only_if, profile):
            continue
        option = question.options.get(given.option)
        if option is not None:
            yield question_id, question, given.option, option


def open_questions(knowledge: Knowledge, profile: FirmProfile, section: Section) -> dict[str, Question]:
    """The questions of a section that make sense for the firm and are not answered."""
    return {
        key: question
        for key, question in knowledge.questions_of(section).items()
        if not profile.settled(key) and may_ask(question, profile)
    }


class Contradiction(Frozen):
    """Two answers that cannot both be true."""

    earlier: str
    """Question id of the answer that stood first."""
    later: str


def contradictions(knowledge: Knowledge, profile: FirmProfile) -> tuple[Contradiction, ...]:
    """All pairs of answers that exclude one another, in the order in which they arose."""
    order = list(profile.answers)
    return tuple(
        Contradiction(earlier=first, later=second)
        for position, second in enumerate(order)
        for first in order[:position]
        if _excludes(knowledge, profile, first, second) or _excludes(knowledge, profile, second, first)
    )


def _excludes(knowledge: Knowledge, profile: FirmProfile, question_id: str, other: str) -> bool:
    question = knowledge.questions.get(question_id)
    option = question.options.get(profile.answers[question_id].option) if question else None
    return option is not None and profile.answers[other].option in option.contradicts.get(other, ())

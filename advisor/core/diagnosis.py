"""What holds a firm back: each constraint by its own evidence, apart from the stage.

    odds(constraint)  =  prior odds, mixed over the stages by belief  *  product of the likelihood ratios of the answers

So a firm hears its own constraints, those left over from an earlier stage included.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.core.inference import Beliefs, beliefs
from advisor.core.profile import FirmProfile, Frozen, applicable_answers, open_questions
from advisor.knowledge.schema import Constraint, Knowledge, Option, Question, Section, StageId

MOST_QUESTIONS = 4
"""Constraint questions asked at most, skipped ones included."""
LEAST_PROMISE = 0.25
"""A question that promises less than this is not worth asking (see `promise`)."""
MOST_REASONS = 3


class HoldingBack(Frozen):
    """One constraint of a firm."""

    constraint: str
    name: str
    meaning: str
    stage: StageId
    """The stage with which the constraint is linked."""
    probability: float
    left_over: bool
    """Whether it belongs to an earlier stage than the firm's."""
    because: tuple[str, ...]
    """The firm's own facts that speak for it, strongest first; none when only the stage does."""


def stage_beliefs(knowledge: Knowledge, profile: FirmProfile) -> Beliefs:
    """What is believed about the stage for the purposes of advice: the firm's own word is taken when it overruled."""
    if profile.overruled is None:
        return beliefs(knowledge, profile)
    return {stage: float(stage is profile.overruled) for stage in StageId}


def diagnose(knowledge: Knowledge, profile: FirmProfile) -> tuple[HoldingBack, ...]:
    """All constraints, the likeliest first."""
    believed = stage_beliefs(knowledge, profile)
    stage = max(StageId, key=lambda each: believed[each])
    ranked = [
        _holding_back(key, constraint, believed, stage, _facts(knowledge, profile, key))
        for key, constraint in knowledge.constraints.items()
    ]
    return tuple(sorted(ranked, key=lambda item: -item.probability))


def probability(constraint: Constraint, believed: Beliefs, ratios: Iterator[float]) -> float:
    """P(the firm has the constraint) from the stage and the likelihood ratios of its answers."""
    before = sum(believed[stage] * constraint.prior[stage] for stage in StageId)
    odds = before / (1 - before) * math.prod(ratios)
    return odds / (1 + odds)


def next_constraint_question(knowledge: Knowledge, profile: FirmProfile) -> str | None:
    """The open question that separates this firm's constraints best; None when the few were asked."""
    asked = sum(profile.settled(key) for key in knowledge.questions_of(Section.CONSTRAINTS))
    open_ = open_questions(knowledge, profile, Section.CONSTRAINTS)
    if asked >= MOST_QUESTIONS or not open_:
        return None
    doubts = {item.constraint: item.probability * (1 - item.probability) for item in diagnose(knowledge, profile)}
    key = max(open_, key=lambda each: promise(open_[each], doubts))
    return key if promise(open_[key], doubts) >= LEAST_PROMISE else None


def promise(question: Question, doubts: Mapping[str, float]) -> float:
    """How well a question separates: doubt about each constraint times the spread of its log-ratios over the options.

    The spread is in nats; the doubt is the variance p(1-p) of having the constraint.
    """
    return sum(doubt * _spread(question, constraint) for constraint, doubt in doubts.items())


def _spread(question: Question, constraint: str) -> float:
    logs = [math.log(option.constraints.get(constraint, 1.0)) for option in question.options.values()]
    return max(logs) - min(logs)


def _holding_back(
    key: str, constraint: Constraint, believed: Beliefs, stage: StageId, facts: list[tuple[float, Option]]
) -> HoldingBack:
    order = list(StageId)
    speaking = sorted((item for item in facts if item[0] > 1), key=lambda item: -item[0])
    return HoldingBack(
        constraint=key,
        name=constraint.name,
        meaning=constraint.meaning,
        stage=constraint.stage,
        probability=probability(constraint, believed, (ratio for ratio, _ in facts)),
        left_over=order.index(constraint.stage) < order.index(stage),
        because=tuple(option.means for _, option in speaking[:MOST_REASONS]),
    )


def _facts(knowledge: Knowledge, profile: FirmProfile, constraint: str) -> list[tuple[float, Option]]:
    return [
        (option.constraints[constraint], option)
        for _, _, _, option in applicable_answers(knowledge, profile, Section.EVIDENCE, Section.CONSTRAINTS)
        if constraint in option.constraints
    ]

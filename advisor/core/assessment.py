"""The whole judgement on a firm: its stage and what holds it back."""

from __future__ import annotations

from advisor.core.diagnosis import HoldingBack, diagnose
from advisor.core.inference import FEWEST_ANSWERS, Change, Weight, judge, would_change
from advisor.core.profile import FirmProfile, Frozen
from advisor.knowledge.schema import Knowledge, StageId


class Assessment(Frozen):
    """Where a firm stands, why, what would change it, and what holds it back."""

    stage: StageId
    """The stage in force: the firm's own word when it overruled, else what was inferred."""
    inferred_stage: StageId
    probabilities: dict[StageId, float]
    settled: bool
    answers: int
    evidence: tuple[Weight, ...]
    would_change: tuple[Change, ...]
    constraints: tuple[HoldingBack, ...]

    @property
    def overruled(self) -> bool:
        """Whether the firm holds another stage to be right."""
        return self.stage is not self.inferred_stage

    @property
    def certainty(self) -> float:
        """Probability of the inferred stage."""
        return self.probabilities[self.inferred_stage]

    @property
    def early(self) -> bool:
        """Whether it rests on too few answers to say how sure it is: the first few sound surer than they are."""
        return self.answers < FEWEST_ANSWERS


def stage_of(knowledge: Knowledge, profile: FirmProfile) -> StageId:
    """The stage in force, as `assess` tells it, without what would change it, which takes most of the time."""
    return profile.overruled or judge(knowledge, profile).stage


def assess(knowledge: Knowledge, profile: FirmProfile) -> Assessment:
    """Judge a firm on what it told so far; on the prior alone when it told nothing."""
    verdict = judge(knowledge, profile)
    return Assessment(
        stage=profile.overruled or verdict.stage,
        inferred_stage=verdict.stage,
        probabilities=verdict.probabilities,
        settled=verdict.settled,
        answers=verdict.answers,
        evidence=verdict.evidence,
        would_change=would_change(knowledge, profile),
        constraints=diagnose(knowledge, profile),
    )

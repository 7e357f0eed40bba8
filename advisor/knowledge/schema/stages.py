"""The stages, and how often firms stand where."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from advisor.knowledge.schema.base import (
    ByStage,
    Record,
    Text,
    must_name_every_stage,
    must_sum_to_one,
)


class Stage(Record):
    """One stage of internationalization."""

    name: Text
    short: Text
    """Completes "Your firm is ...", for the firm."""
    meaning: Text
    """What the stage is, for the firm, in two or three sentences."""
    emphasis: Text
    """What policy and support concentrate on at this stage, after the source text."""
    moving_on: Text
    """What a firm has done when it leaves this stage."""
    impression: Text
    """For the firm: what its own sentences sound like, where they speak for this stage as a whole."""
    reference: Text


class Level(StrEnum):
    """Levels of development that priors.yml tells apart."""

    LEAST_DEVELOPED = "least_developed"
    LOWER_MIDDLE = "lower_middle"
    UPPER_MIDDLE = "upper_middle"
    HIGH = "high"
    UNKNOWN = "unknown"


class Prior(Record):
    """Where most firms of economies at one level of development stand: a first guess about one firm."""

    name: Text
    stages: ByStage
    reason: Text

    @model_validator(mode="after")
    def _check(self) -> Prior:
        must_name_every_stage("stages", self.stages)
        must_sum_to_one("stages", self.stages)
        return self

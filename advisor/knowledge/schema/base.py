"""What all records are made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Probability = Annotated[float, Field(gt=0, lt=1)]
Ratio = Annotated[float, Field(gt=0, le=20)]
"""How many times as likely an answer is from a firm that has a constraint as from one that has not."""

Conditions = dict[Id, tuple[str, ...]]
"""Question id -> the options of which the firm must have chosen one. All questions named must hold."""

SUM_TOLERANCE = 0.001


class StageId(StrEnum):
    """The three stages of the source text, in the order in which firms pass them."""

    PREPARATION = "preparation"
    ACTIVE_ENGAGEMENT = "active_engagement"
    GROWTH_AND_EXPANSION = "growth_and_expansion"


ByStage = dict[StageId, Probability]


class Record(BaseModel):
    """Frozen, and strict about keys. The words under a field reach editors through the JSON Schemas."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True)


def must_name_every_stage(field: str, by_stage: Mapping[StageId, float]) -> None:
    """Raise ValueError if a stage has no figure."""
    missing = [stage.value for stage in StageId if stage not in by_stage]
    if missing:
        raise ValueError(f"{field} lacks {', '.join(missing)}; expected a probability for each of the three stages")


def must_sum_to_one(field: str, values: Mapping[StageId, float]) -> None:
    """Raise ValueError if the figures of the stages do not add up to 1."""
    total = math.fsum(values.values())
    if abs(total - 1) > SUM_TOLERANCE:
        raise ValueError(f"{field} adds up to {total:.3f}; expected 1")

"""What holds firms back, and what to do about it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from advisor.knowledge.schema.base import (
    ByStage,
    Conditions,
    Id,
    Record,
    StageId,
    Text,
    must_name_every_stage,
)


class Constraint(Record):
    """Something that holds firms back on their way abroad."""

    name: Text
    stage: StageId
    """The stage with which the source text links it."""
    meaning: Text
    """What it means for a firm, in plain words, in the second person."""
    signs: Annotated[tuple[Text, ...], Field(min_length=2)]
    """What shows an adviser that a firm has it."""
    prior: ByStage
    """How often it is among the main constraints of firms at each stage. Lingers where it is not small."""
    prior_reason: Text
    reference: Text

    @model_validator(mode="after")
    def _check(self) -> Constraint:
        must_name_every_stage("prior", self.prior)
        return self


class NextStep(Record):
    """Something a firm can do about a constraint, starting on Monday. The first that fits is offered first."""

    constraint: Id
    title: Text
    do: Text
    who: Text
    effort: Text
    """Working time ("two days")."""
    time: Text
    """Time that passes until it is done ("three weeks")."""
    result: Text
    """What the firm holds in its hand afterwards."""
    only_if: Conditions = Field(default={})
    sources: tuple[Id, ...] = ()

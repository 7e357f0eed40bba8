"""How the estimate of a firm's stage moved from turn to turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from advisor.console.transcript import evenly
from advisor.core.inference import judge
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import Knowledge, StageId
from advisor.store.rows import Row

MOST_POINTS = 24
"""A chart cannot show more, and each costs a calculation."""


@dataclass(frozen=True)
class Point:
    """The estimate after one message."""

    event_id: int
    answers: int
    chances: Mapping[StageId, float]

    @property
    def stage(self) -> StageId:
        """The likeliest."""
        return max(self.chances, key=lambda stage: self.chances[stage])


def movement(knowledge: Knowledge, profiles: Iterable[Row]) -> list[Point]:
    """The estimates in order, where something was told."""
    told: list[tuple[int, dict[str, Any]]] = []
    for row in profiles:
        value = row.data.get("value")
        if isinstance(value, dict) and (not told or told[-1][1].get("answers") != value.get("answers")):
            told.append((row.id, value))
    return [point for event_id, profile in evenly(told, MOST_POINTS) if (point := _point(knowledge, event_id, profile))]


def _point(knowledge: Knowledge, event_id: int, profile: dict[str, Any]) -> Point | None:
    try:
        firm = FirmProfile.model_validate(profile)
    except ValidationError:  # of an older version
        return None
    return Point(event_id, len(firm.answers), judge(knowledge, firm).probabilities)

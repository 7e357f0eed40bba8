"""What the gateway needs of the core: one function from a profile to a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advisor.core.profile import COUNTRY
from advisor.store.conversations import Standing
from advisor.store.projection import Summary

Report = dict[str, Any]
Assess = Callable[[dict[str, Any] | None], Report]
"""From the profile, as the slot holds it, to `{settled, stage, probabilities, evidence, would_change, constraints,
profile, plan}`. None is a firm of which nothing is known."""


def standings(assess: Assess) -> Callable[[Summary], Standing]:
    """How the columns of a conversation follow from its summary."""

    def standing(summary: Summary) -> Standing:
        if summary.profile is None:
            return Standing()
        return _standing(assess(summary.profile), summary.profile)

    return standing


def _standing(report: Report, profile: dict[str, Any]) -> Standing:
    stage = report.get("stage")
    return Standing(
        country=_country(profile),
        stage=None if stage is None else str(stage),
        certainty=(report.get("probabilities") or {}).get(stage),
        held_back_by=next((one.get("constraint") for one in report.get("constraints") or ()), None),
    )


def _country(profile: dict[str, Any]) -> str | None:
    """ISO 3166 alpha-3, as `advisor.core.profile.FirmProfile` keeps it."""
    given = (profile.get("answers") or {}).get(COUNTRY) or {}
    return given.get("option")

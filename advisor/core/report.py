"""The assessment and the plan as plain data, for channels and pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.core.assessment import Assessment, assess
from advisor.core.diagnosis import diagnose
from advisor.core.inference import judge
from advisor.core.plan import make_plan
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import Knowledge

Json = dict[str, Any]


def report(knowledge: Knowledge, profile_json: Mapping[str, Any] | None) -> Json:
    """`{settled, stage, inferred_stage, probabilities, evidence, would_change, constraints, profile, plan}`.

    Args:
        profile_json: a FirmProfile as JSON; None when nothing is known, which gives the prior alone.
    """
    profile = FirmProfile.model_validate(profile_json or {})
    assessment = assess(knowledge, profile)
    return {
        **assessment_json(assessment),
        "profile": profile.model_dump(mode="json"),
        "plan": make_plan(knowledge, profile, assessment).model_dump(mode="json"),
    }


def standing(knowledge: Knowledge, profile_json: Mapping[str, Any] | None) -> Json:
    """`{stage, probabilities, constraints}`: what lists of firms show. It leaves out all that takes long to tell."""
    profile = FirmProfile.model_validate(profile_json or {})
    verdict = judge(knowledge, profile)
    return {
        "stage": (profile.overruled or verdict.stage).value,
        "probabilities": {stage.value: share for stage, share in verdict.probabilities.items()},
        "constraints": [each.model_dump(mode="json") for each in diagnose(knowledge, profile)],
    }


def assessment_json(assessment: Assessment) -> Json:
    """The assessment as plain data."""
    return assessment.model_dump(mode="json")

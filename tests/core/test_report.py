"""The assessment and the plan as plain data."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from advisor.core.assessment import assess
from advisor.core.profile import FirmProfile
from advisor.core.report import assessment_json, report, standing
from tests.core.builders import firm, tiny

PROFILE = firm(country="THA", sold="never", plan="no")


def test_of_an_unknown_firm_the_prior_alone_is_reported() -> None:
    nothing = report(tiny(), None)
    assert nothing["stage"] == "preparation"
    assert nothing["probabilities"] == pytest.approx(
        {"preparation": 0.5, "active_engagement": 0.25, "growth_and_expansion": 0.25}
    )
    assert nothing["settled"] is False
    assert nothing["profile"] == FirmProfile().model_dump(mode="json")
    assert nothing == report(tiny(), {})


def test_the_report_has_all_that_the_api_promises() -> None:
    assert set(report(tiny(), PROFILE.model_dump(mode="json"))) == {
        "settled",
        "stage",
        "inferred_stage",
        "probabilities",
        "answers",
        "evidence",
        "would_change",
        "constraints",
        "profile",
        "plan",
    }


def test_the_report_is_plain_json() -> None:
    reported = report(tiny(), PROFILE.model_dump(mode="json"))
    assert json.loads(json.dumps(reported)) == reported
    assert reported["plan"]["items"][0]["step"]["id"] == "read_figures"
    assert reported["plan"]["bodies"][0]["checked_on"] == "2025-01-15"


def test_the_profile_in_the_report_is_the_one_given() -> None:
    given = PROFILE.with_unknown("weather").model_dump(mode="json")
    assert report(tiny(), given)["profile"] == given


def test_the_assessment_alone_is_part_of_the_report() -> None:
    reported = report(tiny(), PROFILE.model_dump(mode="json"))
    assert assessment_json(assess(tiny(), PROFILE)).items() <= reported.items()


def test_what_is_no_profile_is_refused() -> None:
    with pytest.raises(ValidationError, match="answer"):
        report(tiny(), {"answer": {}})


@pytest.mark.parametrize("profile", [FirmProfile(), PROFILE])
def test_what_lists_show_is_what_the_report_says(profile: FirmProfile) -> None:
    whole = report(tiny(), profile.model_dump(mode="json"))
    assert standing(tiny(), profile.model_dump(mode="json")).items() <= whole.items()
    assert standing(tiny(), None).items() <= report(tiny(), None).items()

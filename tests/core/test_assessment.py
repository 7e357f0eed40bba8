"""The whole judgement on a firm."""

from __future__ import annotations

import pytest

from advisor.core.assessment import assess, stage_of
from advisor.core.diagnosis import diagnose
from advisor.core.inference import FEWEST_ANSWERS, would_change
from advisor.core.profile import FirmProfile
from tests.core.builders import GROWTH, PREPARATION, by_stage, firm, tiny


def test_of_a_firm_that_told_nothing_only_the_first_guess_is_known() -> None:
    assessment = assess(tiny(), firm())
    assert assessment.stage is PREPARATION
    assert assessment.probabilities == pytest.approx(by_stage(0.5, 0.25, 0.25))
    assert assessment.answers == 0
    assert assessment.evidence == ()
    assert not assessment.settled


def test_an_assessment_holds_the_verdict_what_would_change_it_and_the_constraints() -> None:
    profile = firm(country="THA", sold="never", plan="no")
    assessment = assess(tiny(), profile)
    assert assessment.stage is assessment.inferred_stage is PREPARATION
    assert assessment.certainty == pytest.approx(0.24 / 0.265)
    assert [one.question for one in assessment.evidence] == ["sold", "plan"]
    assert assessment.would_change == would_change(tiny(), profile)
    assert assessment.constraints == diagnose(tiny(), profile)
    assert not assessment.overruled


def test_the_first_few_answers_make_an_early_assessment() -> None:
    told = firm(sold="never", plan="no")
    assert assess(tiny(), told).early
    assert not assess(tiny(), told).model_copy(update={"answers": FEWEST_ANSWERS}).early


def test_the_firms_own_verdict_stands_beside_the_inferred_one() -> None:
    assessment = assess(tiny(), firm(country="THA", sold="never").overruling(GROWTH))
    assert assessment.stage is GROWTH
    assert assessment.inferred_stage is PREPARATION
    assert assessment.overruled
    assert assessment.certainty == assessment.probabilities[PREPARATION]


def test_agreeing_with_the_verdict_is_not_overruling_it() -> None:
    assert not assess(tiny(), firm(sold="never").overruling(PREPARATION)).overruled


@pytest.mark.parametrize("profile", [firm(), firm(country="THA", sold="never"), firm(sold="never").overruling(GROWTH)])
def test_the_stage_alone_is_that_of_the_whole_assessment(profile: FirmProfile) -> None:
    assert stage_of(tiny(), profile) is assess(tiny(), profile).stage

"""From answers to the stage. The figures are those of tests/core/builders.py and can be followed by hand."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.core import inference
from advisor.core.inference import (
    beliefs,
    best,
    entropy,
    evidence,
    expected_information,
    judge,
    next_evidence_question,
    prior,
    probability_of_answer,
    update,
    weight_of_evidence,
    would_change,
)
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import ByStage, Knowledge, Level, Prior, Section, StageId
from tests.core.builders import (
    ACTIVE,
    ANSWERS,
    GROWTH,
    PREPARATION,
    beliefs_of_any_firm,
    by_stage,
    evidence_option,
    firm,
    firms,
    likelihoods,
    questions,
    tiny,
    with_more,
)

# The first guess


@pytest.mark.parametrize(
    ("country", "shares"),
    [
        ("MMR", by_stage(0.6, 0.3, 0.1)),
        ("ETH", by_stage(0.6, 0.3, 0.1)),
        ("THA", by_stage(0.4, 0.4, 0.2)),
        ("DEU", by_stage(0.3, 0.3, 0.4)),
        ("VEN", by_stage(0.5, 0.25, 0.25)),
        ("ATA", by_stage(0.5, 0.25, 0.25)),
    ],
)
def test_the_country_gives_the_first_guess(country: str, shares: ByStage) -> None:
    assert prior(tiny(), firm(country=country)) == shares
    assert beliefs(tiny(), firm(country=country)) == pytest.approx(shares)


def test_without_a_country_the_first_guess_is_that_of_an_unknown_one() -> None:
    assert beliefs(tiny(), firm()) == pytest.approx(by_stage(0.5, 0.25, 0.25))


# Beliefs


def test_each_answer_multiplies_in_how_likely_it_is_in_each_stage() -> None:
    # 0.4 * 0.8 * 0.75 = 0.24; 0.4 * 0.1 * 0.5 = 0.02; 0.2 * 0.1 * 0.25 = 0.005; together 0.265
    believed = beliefs(tiny(), firm(country="THA", sold="never", plan="no"))
    assert believed == pytest.approx(by_stage(0.24 / 0.265, 0.02 / 0.265, 0.005 / 0.265))


@given(firms())
def test_beliefs_add_up_to_one(profile: FirmProfile) -> None:
    believed = beliefs(tiny(), profile)
    assert sum(believed.values()) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in believed.values())


@given(firms(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(profile: FirmProfile, rng: random.Random) -> None:
    pairs = list(profile.answers.items())
    rng.shuffle(pairs)
    shuffled = FirmProfile(answers=dict(pairs))
    assert beliefs(tiny(), shuffled) == pytest.approx(beliefs(tiny(), profile))


@given(firms(), st.sampled_from(sorted(ANSWERS)))
def test_i_do_not_know_weighs_nothing(profile: FirmProfile, question_id: str) -> None:
    not_asked = profile.without(question_id)
    assert beliefs(tiny(), profile.with_unknown(question_id)) == beliefs(tiny(), not_asked)


@given(firms(), st.sampled_from(ANSWERS["weather"]))
def test_an_answer_that_is_equally_likely_everywhere_changes_nothing(profile: FirmProfile, weather: str) -> None:
    without = beliefs(tiny(), profile.without("weather"))
    assert beliefs(tiny(), profile.with_answer("weather", weather)) == pytest.approx(without)


@given(firms(), st.sampled_from([(key, option) for key, options in ANSWERS.items() for option in options]))
def test_correcting_an_answer_is_as_if_it_had_been_said_first(profile: FirmProfile, change: tuple[str, str]) -> None:
    question_id, option = change
    corrected = profile.with_answer(question_id, option)
    said_first = firm(**{question_id: option})
    for key, answer in profile.without(question_id).answers.items():
        said_first = said_first.with_answer(key, answer.option)
    assert beliefs(tiny(), corrected) == pytest.approx(beliefs(tiny(), said_first))
    assert judge(tiny(), corrected).stage is judge(tiny(), said_first).stage


@given(beliefs_of_any_firm(), likelihoods())
def test_an_update_is_bayes_rule(believed: ByStage, likelihood: ByStage) -> None:
    total = sum(believed[stage] * likelihood[stage] for stage in StageId)
    expected = {stage: believed[stage] * likelihood[stage] / total for stage in StageId}
    assert update(believed, likelihood) == pytest.approx(expected)


def test_very_many_answers_do_not_exhaust_the_numbers() -> None:
    knowledge = with_more(Section.EVIDENCE, 400)
    profile = firm(**{f"more_{count}": "yes" for count in range(1, 401)})
    assert beliefs(knowledge, profile)[PREPARATION] == pytest.approx(1)


def test_the_earlier_stage_is_taken_in_a_tie() -> None:
    assert best(by_stage(0.4, 0.4, 0.2)) is PREPARATION
    assert best(by_stage(0.2, 0.4, 0.4)) is ACTIVE


def test_an_option_without_likelihoods_is_no_evidence() -> None:
    with pytest.raises(ValueError, match="expected an option of an evidence question"):
        update(by_stage(0.4, 0.4, 0.2), None)


# Why


def test_the_weight_of_an_answer_compares_the_stage_with_the_others() -> None:
    # in the others: (0.3 * 0.1 + 0.1 * 0.1) / 0.4 = 0.1, so "never" is eight times as likely at preparation
    weight = weight_of_evidence(by_stage(0.8, 0.1, 0.1), by_stage(0.6, 0.3, 0.1), PREPARATION)
    assert weight == pytest.approx(math.log(8))


@given(likelihoods(), beliefs_of_any_firm(), st.sampled_from(StageId))
def test_the_sign_of_a_weight_says_for_or_against(likelihood: ByStage, shares: ByStage, stage: StageId) -> None:
    weight = weight_of_evidence(likelihood, shares, stage)
    before, after = shares[stage], update(shares, likelihood)[stage]
    if weight > 1e-9:
        assert after > before
    if weight < -1e-9:
        assert after < before


@given(likelihoods(), beliefs_of_any_firm(), st.sampled_from(StageId))
def test_the_first_weight_added_to_the_log_odds_gives_the_new_log_odds(
    likelihood: ByStage, shares: ByStage, stage: StageId
) -> None:
    def log_odds(believed: ByStage) -> float:
        return math.log(believed[stage] / sum(believed[other] for other in StageId if other is not stage))

    weight = weight_of_evidence(likelihood, shares, stage)
    assert log_odds(update(shares, likelihood)) == pytest.approx(log_odds(shares) + weight, abs=1e-6)


def test_evidence_is_told_strongest_first_whether_for_or_against() -> None:
    weights = evidence(tiny(), firm(country="THA", weather="sunny", plan="yes", sold="never"), PREPARATION)
    assert [(one.question, one.option, one.fact) for one in weights] == [
        ("sold", "never", "you never sold abroad"),
        ("plan", "yes", "you have a plan"),
        ("weather", "sunny", "it is sunny"),
    ]
    assert weights[0].weight > 0 > weights[1].weight
    assert weights[2].weight == pytest.approx(0)


# What would change it


def test_what_would_turn_the_verdict_is_told_once_a_question() -> None:
    changes = {one.question: one for one in would_change(tiny(), firm(country="THA", sold="always"))}
    assert changes["sold"].option == "never"
    assert changes["sold"].instead_of == "always"
    assert changes["sold"].stage is PREPARATION
    assert changes["markets"].option == "one"
    assert changes["markets"].instead_of is None
    assert changes["markets"].stage is ACTIVE
    assert "weather" not in changes


@given(firms())
def test_each_change_named_does_turn_the_verdict(profile: FirmProfile) -> None:
    verdict = judge(tiny(), profile).stage
    for change in would_change(tiny(), profile):
        turned = judge(tiny(), profile.with_answer(change.question, change.option)).stage
        assert turned is change.stage
        assert turned is not verdict


# What to ask next


@given(beliefs_of_any_firm(), st.sampled_from(sorted(ANSWERS)))
def test_expected_information_is_never_negative_and_never_more_than_there_is(
    believed: ByStage, question_id: str
) -> None:
    information = expected_information(believed, tiny().questions[question_id])
    assert 0 <= information <= entropy(believed) + 1e-9


def test_a_question_that_says_nothing_promises_nothing() -> None:
    assert expected_information(by_stage(0.4, 0.4, 0.2), tiny().questions["weather"]) == pytest.approx(0)


def test_a_question_that_says_all_promises_all_that_is_to_be_known() -> None:
    tell_tale = questions()["sold"].model_copy(
        update={
            "options": {
                "first": evidence_option("first", 1 - 2e-12, 1e-12, 1e-12),
                "second": evidence_option("second", 1e-12, 1 - 2e-12, 1e-12),
                "third": evidence_option("third", 1e-12, 1e-12, 1 - 2e-12),
            }
        }
    )
    even = by_stage(1 / 3, 1 / 3, 1 / 3)
    assert expected_information(even, tell_tale) == pytest.approx(math.log(3))


def test_certainty_is_no_entropy() -> None:
    assert entropy(by_stage(1.0, 0.0, 0.0)) == 0


@given(beliefs_of_any_firm(), st.sampled_from(sorted(ANSWERS)))
def test_the_chances_of_all_answers_add_up_to_one(believed: ByStage, question_id: str) -> None:
    options = tiny().questions[question_id].options.values()
    assert sum(probability_of_answer(believed, option.likelihood) for option in options) == pytest.approx(1)


def test_the_question_that_tells_most_comes_first() -> None:
    assert next_evidence_question(tiny(), firm(country="THA")) == "sold"
    assert next_evidence_question(tiny(), firm(country="THA").with_unknown("sold")) == "markets"
    assert next_evidence_question(tiny(), firm(country="THA", sold="never")) == "plan"


# When asking ends


def mostly_preparing() -> Prior:
    return Prior(name="mostly preparing", stages=by_stage(0.8, 0.17, 0.03), reason="test")


def answered(knowledge: Knowledge, number: int, **first: str) -> FirmProfile:
    """A firm with this many evidence answers, all but those named saying hardly anything."""
    more = {f"more_{count}": ("yes", "no")[count % 2] for count in range(1, number - len(first) + 1)}
    return firm(country="MMR", **first, **more)


def test_asking_goes_on_while_answers_are_too_few_however_sure_they_sound() -> None:
    knowledge = with_more(Section.EVIDENCE, 10)
    few = answered(knowledge, inference.FEWEST_ANSWERS - 1, sold="never", plan="no")
    assert judge(knowledge, few).probabilities[PREPARATION] > inference.FIRM_AT
    assert not judge(knowledge, few).settled
    enough = answered(knowledge, inference.FEWEST_ANSWERS, sold="never", plan="no")
    assert judge(knowledge, enough).settled
    assert next_evidence_question(knowledge, enough) is None


def test_asking_goes_on_while_the_verdict_is_in_doubt() -> None:
    knowledge = with_more(Section.EVIDENCE, 10)
    doubtful = answered(knowledge, inference.FEWEST_ANSWERS, sold="sometimes")
    assert max(beliefs(knowledge, doubtful).values()) < inference.FIRM_BEFORE_LAST_DOUBT
    assert not judge(knowledge, doubtful).settled


def test_a_fairly_sure_verdict_ends_asking_when_no_open_question_could_turn_it() -> None:
    knowledge = with_more(Section.EVIDENCE, 10)
    sure = answered(knowledge, inference.FEWEST_ANSWERS, sold="never")
    assert inference.FIRM_BEFORE_LAST_DOUBT < beliefs(knowledge, sure)[PREPARATION] < 0.95
    assert judge(knowledge, sure).settled


def test_a_fairly_sure_verdict_is_asked_on_while_one_answer_could_turn_it() -> None:
    knowledge = with_more(Section.EVIDENCE, 10).model_copy(
        update={"priors": {Level.LEAST_DEVELOPED: mostly_preparing()}}
    )
    unsure = answered(knowledge, inference.FEWEST_ANSWERS, weather="sunny")
    assert inference.FIRM_BEFORE_LAST_DOUBT < beliefs(knowledge, unsure)[PREPARATION] < inference.FIRM_AT
    assert judge(knowledge, unsure.with_answer("sold", "sometimes")).stage is ACTIVE
    assert not judge(knowledge, unsure).settled
    assert judge(knowledge, unsure.with_unknown("sold").with_unknown("markets")).settled


def test_patience_ends_before_doubt_does() -> None:
    knowledge = with_more(Section.EVIDENCE, 20)
    profile = firm(country="THA")
    for count in range(1, inference.MOST_QUESTIONS + 1):
        assert not judge(knowledge, profile).settled
        profile = profile.with_unknown(f"more_{count}")
    assert judge(knowledge, profile).settled


def test_asking_ends_when_nothing_is_left_to_ask() -> None:
    profile = firm(country="THA", sold="never", plan="yes", weather="rainy")
    assert judge(tiny(), profile).settled
    assert next_evidence_question(tiny(), profile) is None


# The verdict


def test_the_verdict_tells_stage_probabilities_and_reasons() -> None:
    verdict = judge(tiny(), firm(country="DEU", sold="always", markets="many", plan="yes"))
    assert verdict.stage is GROWTH
    assert verdict.probabilities[GROWTH] == max(verdict.probabilities.values())
    assert verdict.answers == 3
    assert {one.question for one in verdict.evidence} == {"sold", "markets", "plan"}


# What sentences sound like

LIKE_GROWTH = by_stage(0.1, 0.2, 0.7)
LIKE_HOME = by_stage(0.8, 0.1, 0.1)


def sounding(*sounds: ByStage, profile: FirmProfile | None = None) -> FirmProfile:
    """A firm that told of itself in sentences."""
    heard = profile or FirmProfile()
    for each in sounds:
        heard = heard.with_impression(each)
    return heard


def test_what_sentences_sound_like_is_weighed_beside_the_answers() -> None:
    thai = firm(country="THA")
    before, after = beliefs(tiny(), thai), beliefs(tiny(), sounding(LIKE_GROWTH, LIKE_GROWTH, profile=thai))
    share = inference.IMPRESSION_SHARE
    odds = (after[GROWTH] / after[PREPARATION]) / (before[GROWTH] / before[PREPARATION])
    assert odds == pytest.approx(7 ** (2 * share))


def test_the_order_of_sentences_does_not_matter() -> None:
    one, other = sounding(LIKE_GROWTH, LIKE_HOME), sounding(LIKE_HOME, LIKE_GROWTH)
    assert beliefs(tiny(), one) == pytest.approx(beliefs(tiny(), other))


def test_an_impression_alone_never_makes_a_stage_more_than_thirty_times_as_likely() -> None:
    heard = inference.impression(sounding(*[LIKE_HOME] * 50))
    assert heard[PREPARATION] / heard[GROWTH] == pytest.approx(30)


def test_an_impression_is_told_as_a_reason_and_is_not_counted_as_an_answer() -> None:
    verdict = judge(tiny(), sounding(LIKE_HOME, profile=firm(country="THA", sold="never")))
    reasons = {weight.question: weight for weight in verdict.evidence}
    assert reasons[inference.IMPRESSION].fact == "it sounds like preparation"
    assert reasons[inference.IMPRESSION].weight > 0
    assert verdict.answers == 1


@given(firms(), likelihoods())
def test_an_impression_speaks_for_the_stage_that_it_sounds_like(profile: FirmProfile, sounds: ByStage) -> None:
    stage = best(sounds)
    assert beliefs(tiny(), sounding(sounds, profile=profile))[stage] >= beliefs(tiny(), profile)[stage] - 1e-12

"""What holds a firm back, apart from its stage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.core import diagnosis
from advisor.core.diagnosis import (
    HoldingBack,
    diagnose,
    next_constraint_question,
    probability,
    promise,
    stage_beliefs,
)
from advisor.core.inference import beliefs
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import ByStage, Section
from tests.core.builders import (
    GROWTH,
    PREPARATION,
    beliefs_of_any_firm,
    by_stage,
    firm,
    firms,
    option,
    questions,
    tiny,
    with_more,
)

ratios = st.lists(st.floats(0.05, 20), max_size=5)


def found(profile: FirmProfile) -> dict[str, HoldingBack]:
    return {item.constraint: item for item in diagnose(tiny(), profile)}


# How likely a constraint is


def test_the_stage_alone_gives_the_first_guess() -> None:
    # 0.6 * 0.5 + 0.3 * 0.4 + 0.1 * 0.2 = 0.44
    item = found(firm(country="MMR"))["market_choice"]
    assert item.probability == pytest.approx(0.44)
    assert item.because == ()


def test_each_answer_multiplies_the_odds() -> None:
    # For certain at preparation the odds are 0.5 / 0.5 = 1; no plan makes them 3, never at a fair 4.5.
    item = found(firm(plan="no", fairs="never").overruling(PREPARATION))["market_choice"]
    assert item.probability == pytest.approx(4.5 / 5.5)
    assert item.because == ("you have no plan", "you were never at a fair")


def test_only_answers_that_speak_for_a_constraint_are_told() -> None:
    assert found(firm(plan="yes"))["market_choice"].because == ()


def test_an_answer_whose_question_became_senseless_no_longer_speaks() -> None:
    profile = firm(offer="goods", papers="missing")
    assert found(profile)["standards"].because == ("buyers miss your papers",)
    assert found(profile.with_answer("offer", "services"))["standards"].because == ()


def test_few_reasons_are_told() -> None:
    knowledge = with_more(Section.CONSTRAINTS, 5)
    profile = firm(**{f"more_{count}": "yes" for count in range(1, 6)})
    contacts = {item.constraint: item for item in diagnose(knowledge, profile)}["first_contacts"]
    assert len(contacts.because) == diagnosis.MOST_REASONS


@given(firms())
def test_all_constraints_are_there_the_likeliest_first(profile: FirmProfile) -> None:
    items = diagnose(tiny(), profile)
    assert {item.constraint for item in items} == set(tiny().constraints)
    chances = [item.probability for item in items]
    assert chances == sorted(chances, reverse=True)
    assert all(0 < chance < 1 for chance in chances)


@given(beliefs_of_any_firm(), ratios, st.floats(1, 20))
def test_a_further_answer_in_favour_never_lowers_a_constraint(
    believed: ByStage, told: list[float], more: float
) -> None:
    constraint = tiny().constraints["standards"]
    before = probability(constraint, believed, iter(told))
    assert probability(constraint, believed, iter([*told, more])) >= before - 1e-12


@given(beliefs_of_any_firm(), ratios, st.floats(0.05, 1))
def test_a_further_answer_against_never_raises_a_constraint(believed: ByStage, told: list[float], less: float) -> None:
    constraint = tiny().constraints["standards"]
    before = probability(constraint, believed, iter(told))
    assert probability(constraint, believed, iter([*told, less])) <= before + 1e-12


# The stage and the constraint


def test_the_firms_own_word_on_its_stage_is_taken_for_the_advice() -> None:
    profile = firm(sold="never")
    assert stage_beliefs(tiny(), profile) == beliefs(tiny(), profile)
    assert stage_beliefs(tiny(), profile.overruling(GROWTH)) == by_stage(0.0, 0.0, 1.0)


def test_a_constraint_of_an_earlier_stage_is_left_over() -> None:
    items = found(firm(sold="always", markets="many", plan="no"))
    assert items["market_choice"].left_over
    assert items["first_contacts"].left_over
    assert not items["standards"].left_over


def test_nothing_is_left_over_at_the_first_stage() -> None:
    assert not any(item.left_over for item in diagnose(tiny(), firm(sold="never")))


# What to ask


def test_the_question_that_separates_best_is_asked_first() -> None:
    assert next_constraint_question(tiny(), firm(country="MMR", offer="goods")) == "fairs"
    assert next_constraint_question(tiny(), firm(offer="goods", sold="always", markets="many")) == "papers"


def test_a_question_that_makes_no_sense_is_not_asked() -> None:
    assert next_constraint_question(tiny(), firm(offer="services", fairs="often")) is None


def test_a_question_that_promises_too_little_is_not_asked() -> None:
    assert next_constraint_question(tiny(), firm(offer="goods", fairs="often", papers="complete")) is None


def test_asking_ends_when_nothing_is_left() -> None:
    profile = firm(offer="goods", fairs="often", papers="complete", mood="good")
    assert next_constraint_question(tiny(), profile) is None


def test_asking_ends_after_a_few_questions_skipped_ones_included() -> None:
    knowledge = with_more(Section.CONSTRAINTS, 8)
    profile = firm(country="MMR", offer="goods")
    for count in range(1, diagnosis.MOST_QUESTIONS + 1):
        assert next_constraint_question(knowledge, profile) is not None
        profile = profile.with_unknown(f"more_{count}")
    assert next_constraint_question(knowledge, profile) is None


def test_a_question_promises_more_about_what_is_in_doubt() -> None:
    fairs = tiny().questions["fairs"]
    in_doubt, nearly_known = {"first_contacts": 0.25}, {"first_contacts": 0.05}
    assert promise(fairs, in_doubt) > promise(fairs, nearly_known)


def test_a_question_promises_more_the_further_its_answers_are_apart() -> None:
    doubts = {"first_contacts": 0.25}
    near = questions()["fairs"].model_copy(
        update={"options": {"never": option(constraints={"first_contacts": 1.5}), "often": option()}}
    )
    assert promise(questions()["fairs"], doubts) > promise(near, doubts) > promise(questions()["mood"], doubts) == 0

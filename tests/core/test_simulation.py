"""Firms drawn from the model."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.core import simulation
from advisor.core.profile import open_questions
from advisor.core.simulation import Run, calibration, draw_firm, effort, in_file_order, influence, play
from advisor.knowledge.schema import Knowledge, Section, StageId
from tests.core.builders import ACTIVE, GROWTH, PREPARATION, firm, tiny, with_more

seeds = st.integers(0, 10_000)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


def drawn(knowledge: Knowledge, number: int, overlap: float = 0.0) -> list[simulation.Firm]:
    rng = seeded(7)
    return [draw_firm(knowledge, rng, overlap) for _ in range(number)]


def ran(truth: StageId, verdict: StageId, said: float, asked: str = "", decisive: str = "") -> Run:
    return Run(
        truth=truth, verdict=verdict, said=said, asked=tuple(asked.split()), decisive=frozenset(decisive.split())
    )


# Drawing firms


@given(seeds)
def test_a_drawn_firm_answers_all_that_makes_sense_and_nothing_else(seed: int) -> None:
    made = draw_firm(tiny(), seeded(seed))
    assert made.answers["country"] in {"MMR", "THA"}
    assert ("markets" in made.answers) == (made.answers["sold"] != "never")
    assert open_questions(tiny(), firm(**made.answers), Section.EVIDENCE) == {}


def test_the_same_seed_draws_the_same_firms() -> None:
    assert drawn(tiny(), 20) == drawn(tiny(), 20)


def test_stages_come_as_often_as_the_prior_says_and_answers_as_the_likelihoods() -> None:
    made = drawn(tiny(), 4000)
    stages = Counter(one.stage for one in made)
    # Half of the firms are of Myanmar and half of Thailand: (0.6 + 0.4) / 2, (0.3 + 0.4) / 2, (0.1 + 0.2) / 2.
    assert [stages[stage] / 4000 for stage in StageId] == pytest.approx([0.5, 0.35, 0.15], abs=0.03)
    preparing = [one for one in made if one.stage is PREPARATION]
    never = sum(one.answers["sold"] == "never" for one in preparing)
    assert never / len(preparing) == pytest.approx(0.8, abs=0.03)


def test_overlap_makes_answers_say_the_wrong_stage_together() -> None:
    preparing = [one for one in drawn(tiny(), 4000, overlap=1.0) if one.stage is PREPARATION]
    never = sum(one.answers["sold"] == "never" for one in preparing)
    # All answers now come from a stage drawn by the prior: about 0.5 * 0.8 + 0.35 * 0.1 + 0.15 * 0.1.
    assert never / len(preparing) == pytest.approx(0.45, abs=0.04)


# Interviews


def test_basics_are_known_and_what_a_firm_does_not_know_it_says_so() -> None:
    profile, asked = play(tiny(), {"country": "THA", "sold": "never"})
    assert profile.country == "THA"
    assert asked == ("sold", "plan", "weather")
    assert profile.unknown == ("plan", "weather")


def test_in_file_order_questions_are_asked_as_they_stand() -> None:
    knowledge = with_more(Section.EVIDENCE, 10)
    answers = {"sold": "always", "markets": "one", "plan": "no", "weather": "rainy"}
    _, asked = play(knowledge, answers, in_file_order)
    assert asked[:5] == ("sold", "markets", "plan", "weather", "more_1")


def test_in_file_order_asking_ends_by_the_same_rule() -> None:
    assert in_file_order(tiny(), firm(sold="never", plan="no", weather="sunny")) is None


def test_a_run_knows_which_answers_the_verdict_hangs_on() -> None:
    hesitating = simulation.Firm(
        stage=PREPARATION,
        answers={"country": "THA", "sold": "always", "markets": "many", "plan": "no", "weather": "sunny"},
    )
    ended = simulation.run(tiny(), hesitating)
    assert ended.verdict is GROWTH
    assert not ended.right
    assert "sold" in ended.decisive
    assert "weather" not in ended.decisive


@settings(max_examples=25)
@given(seeds)
def test_only_questions_that_were_asked_can_be_decisive(seed: int) -> None:
    ended = simulation.run(tiny(), draw_firm(tiny(), seeded(seed)))
    assert ended.decisive <= set(ended.asked)
    assert 0 < ended.said <= 1


# What came of them

RUNS = [
    ran(PREPARATION, PREPARATION, 0.55, "sold plan", "sold"),
    ran(ACTIVE, PREPARATION, 0.57, "sold"),
    ran(GROWTH, GROWTH, 0.97, "sold plan markets"),
    ran(GROWTH, GROWTH, 1.0, "sold"),
]


def test_calibration_compares_what_was_said_with_what_was_right() -> None:
    unsure, sure = calibration(RUNS)
    assert (unsure.low, unsure.high, unsure.number, unsure.right) == (0.5, 0.6, 2, 0.5)
    assert unsure.said == pytest.approx(0.56)
    assert (sure.low, sure.high, sure.number, sure.right) == (0.95, 1.0, 2, 1.0)


def test_effort_counts_questions_and_right_verdicts() -> None:
    found = effort(RUNS)
    assert (found.median, found.mean, found.most, found.right) == (1.5, 1.75, 3, 0.75)


def test_influence_tells_what_each_question_did_the_most_asked_first() -> None:
    found = {one.question: (one.asked, one.decisive) for one in influence(tiny(), RUNS)}
    assert found == {"sold": (1.0, 0.25), "plan": (0.5, 0.0), "markets": (0.25, 0.0), "weather": (0.0, 0.0)}
    assert next(iter(found)) == "sold"


@pytest.mark.slow
def test_verdicts_on_firms_of_the_model_are_as_often_right_as_they_say() -> None:
    runs = [simulation.run(tiny(), one) for one in drawn(tiny(), 3000)]
    for one in calibration(runs):
        if one.number >= 300:
            assert one.right == pytest.approx(one.said, abs=0.06)

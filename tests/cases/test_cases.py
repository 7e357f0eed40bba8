"""Each firm is interviewed as the advisor would do it, and must come out at the stage that an adviser expects."""

from __future__ import annotations

from collections import Counter
from functools import cache
from statistics import fmean, median

import pytest

from advisor.core.assessment import assess
from advisor.core.profile import contradictions
from advisor.core.simulation import play
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge, StageId
from advisor.settings import ROOT
from tests.cases.reading import cases, known_failures, mistakes, unsaid

CASES = cases()
KNOWN_FAILURES = known_failures()

each_case = pytest.mark.parametrize("key", CASES)


@cache
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@cache
def outcome(key: str) -> tuple[StageId, int]:
    """The stage found, and how many evidence questions it took."""
    profile, asked = play(knowledge(), CASES[key].answers)
    return assess(knowledge(), profile).stage, len(asked)


def show(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Print a figure that whoever changes the knowledge wants to see, also when all is well."""
    with capsys.disabled():
        print(f"\n{line}")  # noqa: T201 - the figure is for the developer


@each_case
def test_the_firm_comes_out_at_the_stage_expected(key: str) -> None:
    stage, _ = outcome(key)
    if key in KNOWN_FAILURES:
        assert stage is not CASES[key].expected, f"{key} is right now: take it out of known_failures.yml"
    else:
        assert stage is CASES[key].expected


@each_case
def test_the_answers_are_ones_that_the_firm_could_give(key: str) -> None:
    assert mistakes(knowledge(), CASES[key]) == []


@each_case
def test_the_answers_do_not_contradict_one_another(key: str) -> None:
    profile, _ = play(knowledge(), CASES[key].answers)
    for question_id, option in CASES[key].answers.items():
        profile = profile.with_answer(question_id, option)
    assert contradictions(knowledge(), profile) == ()


def test_at_least_nine_in_ten_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    right = Counter(case.expected for key, case in CASES.items() if outcome(key)[0] is case.expected)
    number = Counter(case.expected for case in CASES.values())
    show(capsys, "; ".join(f"{stage.value}: {right[stage]} of {number[stage]} firms right" for stage in StageId))
    assert right.total() >= 0.9 * len(CASES)


def test_the_median_firm_is_asked_at_most_seven_evidence_questions(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = [outcome(key)[1] for key in CASES]
    show(capsys, f"evidence questions: median {median(lengths):g}, mean {fmean(lengths):.1f}, at most {max(lengths)}")
    assert median(lengths) <= 7


def test_the_stages_are_balanced() -> None:
    number = Counter(case.expected for case in CASES.values())
    assert min(number[stage] for stage in StageId) >= 14


def test_the_firms_come_from_many_economies_of_asia_and_the_pacific() -> None:
    named = {case.answers["country"] for case in CASES.values() if "country" in case.answers}
    assert len(named) >= 18
    assert all(knowledge().countries[code].asia_pacific for code in named)


def test_most_firms_answer_nearly_everything_and_some_very_little() -> None:
    gaps = [len(unsaid(knowledge(), case)) for case in CASES.values()]
    assert sum(gap <= 1 for gap in gaps) >= 50
    assert sum(gap >= 4 for gap in gaps) >= 5


def test_known_failures_are_firms_with_a_reason() -> None:
    assert set(KNOWN_FAILURES) <= set(CASES)
    assert all(KNOWN_FAILURES.values())

"""The constraints as they are written: all of the source text, and in words that a firm understands."""

from __future__ import annotations

import pytest

from advisor.knowledge.schema import Constraint, StageId
from tests.knowledge.written import constraints, sentences, unplain, words

SOURCE_TEXT = {
    "preparation": [
        "credible_case",
        "export_knowledge",
        "market_choice",
        "mindset_skills",
        "entry_requirements",
        "working_capital",
    ],
    "active_engagement": ["first_contacts", "knowing_buyers", "logistics", "rules", "trade_finance"],
    "growth_and_expansion": ["competitiveness", "capacity", "standards", "channels"],
}

each_constraint = pytest.mark.parametrize(
    "constraint", [pytest.param(constraint, id=key) for key, constraint in constraints().items()]
)


@pytest.mark.parametrize("stage", StageId)
def test_each_constraint_of_the_source_text_stands_at_its_stage(stage: StageId) -> None:
    assert [key for key, one in constraints().items() if one.stage is stage] == SOURCE_TEXT[stage]


@each_constraint
def test_a_constraint_is_most_frequent_at_the_stage_of_the_source_text(constraint: Constraint) -> None:
    assert max(constraint.prior, key=constraint.prior.__getitem__) is constraint.stage


@each_constraint
def test_the_reason_says_that_figures_are_estimates(constraint: Constraint) -> None:
    assert "estimate" in constraint.prior_reason.lower()


@each_constraint
def test_every_work_that_a_reason_names_is_in_the_reference(constraint: Constraint) -> None:
    assert "Abonyi 2015" in constraint.reference
    works = ("Leonidou 2000", "Leonidou 2004", "OECD-APEC 2008", "OECD 2009", "ITC 2015", "ITC 2016", "WTO 2016")
    named = [work for work in (*works, "ADB 2019") if work in constraint.prior_reason]
    assert [work for work in named if work not in constraint.reference] == []


@pytest.mark.parametrize("key", ["working_capital", "trade_finance"])
def test_money_stays_a_problem_in_growth(key: str) -> None:
    prior = constraints()[key].prior
    assert prior[StageId.GROWTH_AND_EXPANSION] >= 0.8 * max(prior.values())


def test_diverse_if_overlapping() -> None:
    """A firm in growth may still lack what belongs to an earlier stage, and the other way round."""
    assert all(0.05 <= share <= 0.6 for one in constraints().values() for share in one.prior.values())


@each_constraint
def test_a_name_can_stand_in_a_list(constraint: Constraint) -> None:
    assert len(constraint.name) <= 50
    assert constraint.name[0].isupper()
    assert not constraint.name.endswith(".")


@each_constraint
def test_a_meaning_is_short_plain_and_said_to_the_firm(constraint: Constraint) -> None:
    assert len(sentences(constraint.meaning)) == 2
    assert words(constraint.meaning) <= 50
    assert "you" in constraint.meaning.lower()
    assert unplain(f"{constraint.name}. {constraint.meaning}") == []


@each_constraint
def test_an_adviser_can_see_it_by_three_to_five_signs(constraint: Constraint) -> None:
    assert 3 <= len(constraint.signs) <= 5
    assert all(sign.endswith(".") for sign in constraint.signs)

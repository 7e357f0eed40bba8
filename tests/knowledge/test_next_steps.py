"""The next steps as they are written: enough of them for every firm, and short and plain enough to start on Monday."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from advisor.knowledge.schema import NextStep
from tests.knowledge.written import constraints, next_steps, sentences, unplain, words

GOODS = ("food_agri", "crafts", "textiles", "furniture_wood", "machinery_parts", "chemicals_health")
SERVICES = ("digital", "tourism", "professional")
SECTORS = (*GOODS, *SERVICES, "other")
OFFERS = ("goods", "services", "both")

each_step = pytest.mark.parametrize("step", [pytest.param(step, id=key) for key, step in next_steps().items()])
each_constraint = pytest.mark.parametrize("constraint", list(constraints()))
each_firm = pytest.mark.parametrize(("offer", "sector"), list(product(OFFERS, SECTORS)))


def steps_for(constraint: str, **answers: str) -> list[NextStep]:
    """The steps of a constraint that fit a firm which gave only these answers, in the order of the file."""
    return [step for step in next_steps().values() if step.constraint == constraint and fits(step, answers)]


def fits(step: NextStep, answers: dict[str, str]) -> bool:
    return all(answers.get(question) in options for question, options in step.only_if.items())


# Enough for every firm


def test_steps_stand_in_the_order_of_the_constraints() -> None:
    assert list(dict.fromkeys(step.constraint for step in next_steps().values())) == list(constraints())


@each_constraint
def test_each_constraint_has_at_least_four_steps(constraint: str) -> None:
    assert Counter(step.constraint for step in next_steps().values())[constraint] >= 4


@each_constraint
def test_two_steps_fit_a_firm_of_which_nothing_is_known(constraint: str) -> None:
    assert len(steps_for(constraint)) >= 2


@each_firm
def test_every_firm_finds_three_steps_for_every_constraint(offer: str, sector: str) -> None:
    short = [key for key in constraints() if len(steps_for(key, offer=offer, sector=sector)) < 3]
    assert short == []


@each_constraint
def test_special_steps_come_before_steps_for_everybody(constraint: str) -> None:
    conditional = [bool(step.only_if) for step in next_steps().values() if step.constraint == constraint]
    assert conditional == sorted(conditional, reverse=True)


# The right one first


@pytest.mark.parametrize(
    ("constraint", "answers", "expected"),
    [
        ("standards", {"offer": "goods", "sector": "food_agri"}, "Write down where your food could become unsafe"),
        ("first_contacts", {"offer": "goods", "sector": "crafts"}, "Make a catalogue of ten products"),
        ("rules", {"offer": "services", "sector": "professional"}, "Prepare a contract for foreign clients"),
        ("logistics", {"offer": "services", "sector": "tourism"}, "Follow the way of a foreign guest, step by step"),
        ("trade_finance", {"channel": "marketplace"}, "Find out what each online sale really pays you"),
        ("credible_case", {"sold_abroad": "stopped"}, "Write down why you stopped selling abroad"),
        ("logistics", {"offer": "goods", "country": "LAO"}, "Ask how your goods cross the neighbouring country"),
        ("mindset_skills", {"who_handles": "owner"}, "Give one person four fixed hours a week"),
        ("channels", {"channel": "distributors"}, "Review your agents and distributors by numbers"),
    ],
)
def test_the_step_made_for_a_firm_is_offered_first(constraint: str, answers: dict[str, str], expected: str) -> None:
    assert steps_for(constraint, **answers)[0].title == expected


@pytest.mark.parametrize("sector", SECTORS)
def test_a_service_firm_hears_nothing_about_parcels_and_labels(sector: str) -> None:
    told = [step for key in constraints() for step in steps_for(key, offer="services", sector=sector)]
    about_goods = ("customs", "freight", "HS code", "Incoterms", "your product's", "batch")
    assert [step.title for step in told if any(word in step.do for word in about_goods)] == []


# Short and plain


@each_step
def test_a_title_is_a_short_order(step: NextStep) -> None:
    assert len(step.title) <= 60
    assert step.title[0].isupper()
    assert not step.title.endswith(".")


@each_step
def test_what_to_do_fits_into_a_message(step: NextStep) -> None:
    assert words(step.do) <= 60
    assert 2 <= len(sentences(step.do)) <= 4
    assert max(map(words, sentences(step.do))) <= 30


@each_step
def test_a_step_explains_its_own_words(step: NextStep) -> None:
    assert unplain(f"{step.title}. {step.do} {step.result}") == []


@each_step
def test_a_step_promises_nothing(step: NextStep) -> None:
    promises = ("guaranteed", "duty-free", "you will earn", "no tax", "always accepted", "legally required")
    assert [word for word in promises if word in step.do] == []


@each_step
@pytest.mark.parametrize("field", ["who", "effort", "time", "result"])
def test_the_other_fields_continue_a_sentence(step: NextStep, field: str) -> None:
    text = getattr(step, field)
    assert not text[0].isupper()
    assert not text.endswith(".")
    assert words(text) <= 16

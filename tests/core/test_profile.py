"""What a firm told: answered, corrected, taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.core.profile import (
    Contradiction,
    FirmProfile,
    applicable_answers,
    contradictions,
    holds,
    may_ask,
    open_questions,
    ruled_out,
)
from advisor.knowledge.schema import Conditions, Section, StageId
from tests.core.builders import ACTIVE, firm, firms, tiny


def answers_that_count(profile: FirmProfile) -> dict[str, str]:
    return {key: option_id for key, _, option_id, _ in applicable_answers(tiny(), profile, *Section)}


def test_an_answer_keeps_the_firms_own_words() -> None:
    profile = FirmProfile().with_answer("sold", "never", said="not yet")
    assert profile.option_of("sold") == "never"
    assert profile.answers["sold"].said == "not yet"


def test_the_country_is_an_answer_like_others() -> None:
    assert firm(country="THA").country == "THA"
    assert FirmProfile().country is None


def test_a_correction_replaces_the_answer_and_stands_last() -> None:
    profile = firm(sold="never", plan="no").with_answer("sold", "always")
    assert [(key, given.option) for key, given in profile.answers.items()] == [("plan", "no"), ("sold", "always")]


def test_i_do_not_know_settles_a_question_without_an_answer() -> None:
    profile = firm(plan="no").with_unknown("sold")
    assert profile.settled("sold")
    assert profile.settled("plan")
    assert not profile.settled("markets")
    assert profile.option_of("sold") is None


def test_i_do_not_know_takes_an_earlier_answer_back() -> None:
    profile = firm(sold="never").with_unknown("sold")
    assert profile.answers == {}
    assert profile.unknown == ("sold",)


def test_an_answer_ends_not_knowing() -> None:
    assert firm().with_unknown("sold").with_answer("sold", "never") == firm(sold="never")


def test_not_knowing_twice_is_not_knowing_once() -> None:
    assert firm().with_unknown("sold").with_unknown("sold").unknown == ("sold",)


def test_without_forgets_that_a_question_was_asked() -> None:
    assert firm(sold="never").without("sold") == FirmProfile()
    assert firm().with_unknown("sold").without("sold") == FirmProfile()


def test_the_firm_overrules_and_takes_it_back() -> None:
    profile = firm().overruling(ACTIVE)
    assert profile.overruled is ACTIVE
    assert profile.overruling(None).overruled is None


def test_nothing_changes_a_profile_in_place() -> None:
    profile = firm(sold="never")
    profile.with_answer("sold", "always").with_unknown("plan").without("sold").overruling(ACTIVE)
    assert profile == firm(sold="never")


@given(firms(), st.sampled_from([None, *StageId]), st.lists(st.sampled_from(["plan", "sold"]), max_size=2))
def test_a_profile_survives_json(profile: FirmProfile, stage: StageId | None, unknown: list[str]) -> None:
    for question_id in unknown:
        profile = profile.with_unknown(question_id)
    profile = profile.overruling(stage)
    read_again = FirmProfile.model_validate_json(profile.model_dump_json())
    assert read_again == profile
    assert list(read_again.answers) == list(profile.answers)


@pytest.mark.parametrize(
    ("profile", "held", "excluded"),
    [
        (firm(), False, False),
        (firm().with_unknown("sold"), False, False),
        (firm(sold="always"), True, False),
        (firm(sold="never"), False, True),
    ],
    ids=["not asked", "not known", "said so", "said otherwise"],
)
def test_conditions_need_an_answer_to_hold_and_another_answer_to_be_ruled_out(
    profile: FirmProfile, held: bool, excluded: bool
) -> None:
    conditions: Conditions = {"sold": ("sometimes", "always")}
    assert holds(conditions, profile) is held
    assert ruled_out(conditions, profile) is excluded


def test_all_conditions_must_hold() -> None:
    both: Conditions = {"sold": ("always",), "plan": ("yes",)}
    assert holds(both, firm(sold="always", plan="yes"))
    assert not holds(both, firm(sold="always", plan="no"))
    assert ruled_out(both, firm(sold="always", plan="no"))


@pytest.mark.parametrize(
    ("profile", "sensible"),
    [
        (firm(), False),
        (firm(sold="never"), False),
        (firm(sold="always"), True),
        (firm().with_unknown("sold"), True),
    ],
    ids=["before", "excluded", "said so", "not known"],
)
def test_a_question_waits_for_the_one_that_it_depends_on(profile: FirmProfile, sensible: bool) -> None:
    assert may_ask(tiny().questions["markets"], profile) is sensible


def test_open_questions_are_those_that_make_sense_and_are_not_settled() -> None:
    assert list(open_questions(tiny(), firm(), Section.EVIDENCE)) == ["sold", "plan", "weather"]
    assert list(open_questions(tiny(), firm(sold="always").with_unknown("plan"), Section.EVIDENCE)) == [
        "markets",
        "weather",
    ]


def test_an_answer_stops_counting_when_its_question_has_become_senseless() -> None:
    profile = firm(sold="always", markets="one")
    assert answers_that_count(profile) == {"sold": "always", "markets": "one"}
    assert answers_that_count(profile.with_answer("sold", "never")) == {"sold": "never"}


def test_answers_that_the_knowledge_does_not_know_are_passed_over() -> None:
    assert answers_that_count(firm(asked_long_ago="yes", plan="perhaps", sold="never")) == {"sold": "never"}


def test_only_answers_of_the_sections_named_are_given() -> None:
    found = applicable_answers(tiny(), firm(offer="goods", plan="no", fairs="never"), Section.CONSTRAINTS)
    assert [key for key, *_ in found] == ["fairs"]


def test_answers_that_exclude_one_another_are_found_whichever_came_first() -> None:
    assert contradictions(tiny(), firm(markets="many", sold="never")) == (
        Contradiction(earlier="markets", later="sold"),
    )
    assert contradictions(tiny(), firm(sold="never", markets="many")) == (
        Contradiction(earlier="sold", later="markets"),
    )


def test_one_side_that_excludes_is_enough() -> None:
    questions = tiny().questions
    sold = questions["sold"]
    patient = {key: one.model_copy(update={"contradicts": {}}) for key, one in sold.options.items()}
    knowledge = tiny(questions={**questions, "sold": sold.model_copy(update={"options": patient})})
    assert len(contradictions(knowledge, firm(sold="never", markets="many"))) == 1


def test_answers_that_fit_and_answers_unknown_to_the_knowledge_contradict_nothing() -> None:
    assert contradictions(tiny(), firm(sold="always", markets="many", plan="perhaps", old="yes")) == ()

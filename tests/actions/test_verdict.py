"""Verdict, agreement, and the firm's own word."""

from __future__ import annotations

import pytest

from actions.session import knowledge
from advisor.core.interview import Phase, State
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import StageId
from tests.actions.rasa import act, pressed
from tests.cases.reading import cases, interviewed


def firm(key: str, answers: int | None = None) -> FirmProfile:
    return interviewed(knowledge(), key, answers)


def test_the_verdict_is_told_with_facts_and_asked_about() -> None:
    after = act("action_give_assessment", State(profile=firm("bagan_lacquerware")))
    assert after.responses()[0] == "utter_verdict"
    assert after.responses()[-1] == "utter_sounds_right"
    assert [said.kind for said in after.said] == ["assessment", "assessment", "question"]
    assert after.said[0].data["assessment"]["stage"] == "preparation"
    assert after.said[1].text.startswith(
        "Your country gave me only a first guess; your answers decided. This speaks for"
    )
    assert after.said[2].payloads() == ["/affirm", "/change_answer", "/overrule"]
    assert after.state.phase is Phase.VERDICT


@pytest.mark.parametrize(
    ("key", "response"),
    [("bagan_lacquerware", "utter_facts_for"), ("pokhara_pashmina", "utter_facts_for_and_against")],
)
def test_facts_against_the_verdict_are_told_where_there_are_any(key: str, response: str) -> None:
    assert act("action_give_assessment", State(profile=firm(key))).said[1].response == response


def test_without_a_country_there_was_no_first_guess_by_country() -> None:
    profile = firm("bagan_lacquerware").without("country")
    assert act("action_give_assessment", State(profile=profile)).said[1].text.startswith("This speaks for it:")


def test_after_the_firm_overruled_the_reasons_are_said_to_be_ours() -> None:
    profile = firm("bagan_lacquerware").overruling(StageId.GROWTH_AND_EXPANSION)
    after = act("action_give_assessment", State(profile=profile))
    assert after.responses()[0] == "utter_verdict_overruled"
    assert after.said[1].text.startswith("This speaks for my own view:")


def test_a_figure_is_named_only_up_to_a_bound() -> None:
    sure, unsure = firm("bagan_lacquerware"), FirmProfile().with_answer("sold_abroad", "never")
    assert "more than 90 of 100" in act("action_estimate", State(profile=sure)).one.text
    assert "more than" not in act("action_estimate", State(profile=unsure)).one.text


@pytest.mark.parametrize(
    ("profile", "response"),
    [
        (FirmProfile(), "utter_estimate_without_answers"),
        (FirmProfile().with_answer("sold_abroad", "several_times"), "utter_estimate_early"),
        (firm("bat_trang_ceramics", 5), "utter_estimate"),
        (
            FirmProfile().with_answer("sold_abroad", "never").overruling(StageId.GROWTH_AND_EXPANSION),
            "utter_verdict_overruled",
        ),
    ],
)
def test_an_estimate_says_how_early_it_is(profile: FirmProfile, response: str) -> None:
    after = act("action_estimate", State(profile=profile, asked="offer"))
    assert after.one.response == response
    assert after.one.data["assessment"]["stage"]
    assert after.state.asked == "offer"


def test_agreeing_leads_to_what_holds_back() -> None:
    after = act("action_accept", State(phase=Phase.VERDICT, again=("offer",)))
    assert after.responses() == ["utter_on_to_constraints"]
    assert (after.state.phase, after.state.again) == (Phase.CONSTRAINTS, ())


def test_every_stage_is_offered() -> None:
    said = act("action_offer_stages").one
    assert said.kind == "clarify"
    assert said.payloads() == [f'/choose_stage{{"stage":"{stage}"}}' for stage in StageId]


@pytest.mark.parametrize(
    ("payload", "overruled"),
    [
        ('/choose_stage{"stage":"growth_and_expansion"}', StageId.GROWTH_AND_EXPANSION),
        ('/choose_stage{"stage":"preparation"}', None),
        ('/choose_stage{"stage":"retirement"}', None),
        ("/choose_stage", None),
    ],
)
def test_the_firms_own_stage_is_kept_beside_ours(payload: str, overruled: StageId | None) -> None:
    after = act("action_overrule", State(profile=firm("bagan_lacquerware"), phase=Phase.VERDICT), pressed(payload))
    assert after.responses() == ["utter_overruled", "utter_on_to_constraints"]
    assert after.said[0].data["overruled"] == (overruled or StageId.PREPARATION)
    assert after.state.profile.overruled is overruled
    assert after.state.phase is Phase.CONSTRAINTS


def test_where_no_single_answer_would_change_the_verdict_it_says_so() -> None:
    questions = (act("action_give_assessment", State(profile=firm(key))).said[-1].text for key in cases())
    assert any(text.startswith("No single answer would change my view.") for text in questions)

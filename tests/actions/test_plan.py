"""The plan and more on it."""

from __future__ import annotations

import pytest

from actions.session import knowledge
from advisor.core.interview import Phase, State
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import StageId
from tests.actions.rasa import act, pressed

IN_FIJI = State(profile=FirmProfile().with_answer("country", "FJI").with_answer("offer", "goods"))


def test_the_plan_is_a_series_of_short_messages() -> None:
    after = act("action_give_plan", IN_FIJI)
    assert [said.data["part"] for said in after.said] == [
        "summary",
        *("item", "sources") * 3,
        "helpers",
        "afterwards",
    ]
    assert {said.kind for said in after.said} == {"plan"}
    assert [button.split("{")[0] for button in after.said[-1].payloads()] == ["/more_advice"] * 3 + ["/rate"] * 2


def test_the_data_of_the_plan_hold_all_of_it() -> None:
    summary, first, *_ = act("action_give_plan", IN_FIJI).said
    plan = summary.data["plan"]
    assert plan["items"][0]["holding_back"]["constraint"] == first.data["constraint"]
    assert plan["items"][0]["step"]["title"] in first.text


def test_a_point_says_why_where_the_firm_said_something_that_speaks_for_it() -> None:
    told = State(profile=FirmProfile().with_answer("cash_for_order", "not_now"))
    texts = [said.text for said in act("action_give_plan", told).said if said.data["part"] == "item"]
    assert any("Why I think so: " in text for text in texts)


@pytest.mark.parametrize(
    ("country", "response"), [("FJI", "utter_plan_helpers"), ("KIR", "utter_plan_helpers_regional")]
)
def test_a_national_body_that_is_not_known_is_said_to_be_unknown(country: str, response: str) -> None:
    said = act("action_give_plan", State(profile=FirmProfile().with_answer("country", country))).said[-2]
    assert said.response == response
    assert knowledge().countries[country].name in said.text


@pytest.mark.parametrize(
    ("before", "after"), [(Phase.VERDICT, Phase.ADVISED), (Phase.INTERVIEW, Phase.INTERVIEW), (Phase.ADVISED,) * 2]
)
def test_a_plan_after_the_verdict_ends_it_and_one_before_does_not(before: Phase, after: Phase) -> None:
    assert act("action_give_plan", State(phase=before)).state.phase is after


def test_more_advice_tells_the_meaning_and_further_steps() -> None:
    meaning, *steps = act("action_more_advice", IN_FIJI, pressed('/more_advice{"constraint":"market_choice"}')).said
    assert meaning.payloads() == ['/other_sources{"constraint":"market_choice"}']
    assert [step.response for step in steps] == ["utter_another_step"] * len(steps)
    assert len({step.data["step"]["id"] for step in steps}) == len(steps) > 0
    assert {said.kind for said in (meaning, *steps)} == {"advice"}


def test_other_sources_go_beyond_those_of_the_plan() -> None:
    said = act("action_other_sources", IN_FIJI, pressed('/other_sources{"constraint":"market_choice"}')).said
    assert [one.response for one in said] == ["utter_sources", "utter_further_sources"]
    ids = [source["id"] for one in said for source in one.data["sources"]]
    assert len(ids) == len(set(ids)) == 6


@pytest.mark.parametrize("intent", ["more_advice", "other_sources"])
@pytest.mark.parametrize("given", ["", '{"constraint":"weather"}'])
def test_without_a_point_the_points_of_the_plan_are_offered(intent: str, given: str) -> None:
    after = act(f"action_{intent}", IN_FIJI, pressed(f"/{intent}{given}"))
    assert (after.one.response, after.one.kind) == ("utter_on_what", "clarify")
    assert all(payload.startswith(f'/{intent}{{"constraint":') for payload in after.one.payloads())
    assert len(after.one.buttons) == 3


def test_another_stage_is_told_with_what_holds_firms_back_there() -> None:
    said = act("action_other_stage", IN_FIJI, pressed('/other_stage{"stage":"growth_and_expansion"}')).one
    there = [key for key, one in knowledge().constraints.items() if one.stage is StageId.GROWTH_AND_EXPANSION]
    assert said.payloads() == [f'/more_advice{{"constraint":"{key}"}}' for key in there]
    assert all(f"- {knowledge().constraints[key].name}" in said.text for key in there)


def test_without_a_stage_the_others_are_offered() -> None:
    said = act("action_other_stage", IN_FIJI, pressed("/other_stage")).one
    assert said.response == "utter_which_other_stage"
    assert len(said.buttons) == 2


@pytest.mark.parametrize("rating", ["helpful", "not_helpful"])
def test_a_rating_is_kept(rating: str) -> None:
    after = act("action_rate", IN_FIJI, pressed(f'/rate{{"rating":"{rating}"}}'))
    assert after.one.response == f"utter_rated_{rating}"
    assert after.slots["rating"] == rating


@pytest.mark.parametrize("payload", ["/rate", '/rate{"rating":"so_so"}'])
def test_without_a_rating_it_is_asked_for(payload: str) -> None:
    after = act("action_rate", IN_FIJI, pressed(payload))
    assert after.one.response == "utter_ask_rating"
    assert after.one.payloads() == ['/rate{"rating":"helpful"}', '/rate{"rating":"not_helpful"}']
    assert "rating" not in after.slots

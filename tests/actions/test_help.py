"""Greetings, corrections, help: what the firm may want beside the questions."""

from __future__ import annotations

import pytest

from actions.session import knowledge
from advisor.core.interview import Phase, State
from advisor.core.profile import FirmProfile
from tests.actions.rasa import act, message, pressed

KNOWN = State(profile=FirmProfile().with_answer("country", "FJI").with_answer("offer", "goods").with_unknown("sector"))


def test_a_new_firm_is_told_who_speaks() -> None:
    said = act("action_greet").one
    assert (said.response, said.data) == ("utter_greeting", {"type": "greeting", "returning": False})


def test_a_firm_that_comes_back_is_told_what_is_known() -> None:
    said = act("action_greet", KNOWN).one
    assert said.data == {"type": "greeting", "returning": True, "answers": 2}
    assert "Your firm in Fiji has given me 2 answers so far" in said.text


def test_a_firm_that_named_no_country_is_welcomed_too() -> None:
    said = act("action_greet", State(profile=FirmProfile().with_answer("offer", "goods"))).one
    assert "Your firm has given me one answer so far" in said.text


def test_starting_over_forgets_all() -> None:
    latest = pressed("/start_over_confirmed")
    after = act("action_start_over", KNOWN, latest)
    assert after.one.response == "utter_started_over"
    assert after.state == State(handled=latest["message_id"])


def test_answers_to_change_are_offered_newest_first() -> None:
    said = act("action_choose_answer", KNOWN).one
    assert (said.response, said.kind) == ("utter_which_answer", "clarify")
    assert said.payloads() == [f'/correct{{"question":"{key}"}}' for key in ("sector", "offer", "country")]


def test_without_answers_there_is_nothing_to_change() -> None:
    said = act("action_choose_answer").one
    assert (said.response, said.buttons) == ("utter_no_answer_yet", [])


def test_an_answer_to_change_is_asked_again_and_counts_until_then() -> None:
    after = act("action_correct", KNOWN, pressed('/correct{"question":"offer"}'))
    assert after.said == []
    assert after.state.again == ("offer",)
    assert after.state.profile.option_of("offer") == "goods"


@pytest.mark.parametrize("payload", ["/correct", '/correct{"question":"weather"}'])
def test_an_unknown_answer_to_change_changes_nothing(payload: str) -> None:
    assert act("action_correct", KNOWN, pressed(payload)).state.again == ()


def test_the_reason_of_the_open_question_is_told() -> None:
    said = act("action_explain_question", State(asked="offer")).one
    assert said.data == {"type": "advice", "about": "question", "question": "offer"}
    assert said.text == f"Why I ask: {knowledge().questions['offer'].why}"


def test_the_reason_of_all_questions_is_told_when_none_is_open() -> None:
    assert act("action_explain_question").one.response == "utter_why_questions"


@pytest.mark.parametrize(
    ("action", "response", "kind"),
    [
        ("action_name_people", "utter_people", "advice"),
        ("action_answer_question", "utter_cannot_answer", "answer"),
    ],
)
def test_bodies_of_the_own_country_are_named_first(action: str, response: str, kind: str) -> None:
    said = act(action, KNOWN).one
    assert (said.response, said.kind) == (response, kind)
    assert said.data["sources"][0]["own_country"]
    assert said.data["sources"][0]["name"] in said.text


@pytest.mark.parametrize(
    ("phase", "response", "payload"),
    [
        (Phase.VERDICT, "utter_sounds_right", "/affirm"),
        (Phase.ADVISED, "utter_what_next", "/show_plan"),
        (Phase.INTERVIEW, "utter_go_on", "/go_on"),
    ],
)
def test_no_phase_is_a_dead_end(phase: Phase, response: str, payload: str) -> None:
    said = act("action_what_next", State(phase=phase)).one
    assert said.response == response
    assert payload in said.payloads()
    not_understood = act("action_not_understood", State(phase=phase))
    assert not_understood.responses() == ["utter_not_understood", response]


def test_who_asks_for_a_person_hears_that_the_staff_were_told_where_there_are_any() -> None:
    asked = message("May I talk to somebody?", "contact_person")
    assert [said.response for said in act("action_name_people", KNOWN, asked).said] == ["utter_people"]
    staffed = {**asked, "metadata": {"staffed": True}}
    assert act("action_name_people", KNOWN, staffed).said[-1].data == {"type": "advice", "about": "handover"}

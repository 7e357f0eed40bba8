"""The form: taking in, commenting, asking."""

from __future__ import annotations

import pytest

from actions.session import knowledge
from advisor.core.interview import Phase, State
from advisor.core.profile import Contradiction, FirmProfile
from tests.actions.rasa import Json, act, message, pressed

ASKED_OFFER = State(profile=FirmProfile().with_answer("country", "FJI"), asked="offer", trail=("country",))
NEVER_BUT_REGULARLY = FirmProfile().with_answer("sold_abroad", "never").with_answer("buyer_talks", "standing_buyers")


def telling(*options: str) -> Json:
    named = ({"entity": "option", "value": one, "role": "telling", "length": 9} for one in options)
    return message("we told you", "inform", *named)


def test_words_are_told_back_and_the_form_goes_on() -> None:
    after = act("validate_advisor_form", ASKED_OFFER, telling("offer.goods"))
    assert after.one.response == "utter_noted"
    assert after.one.text == "Noted: you sell goods."
    assert after.one.data == {
        "type": "noted",
        "facts": [{"question": "offer", "option": "goods", "means": "you sell goods"}],
    }
    assert after.slots["requested_slot"] == "answer"
    assert after.state.asked == "sector"


def test_several_facts_are_told_back_as_a_list() -> None:
    after = act("validate_advisor_form", ASKED_OFFER, telling("offer.goods", "sector.crafts"))
    assert after.one.text == "Noted:\n- You sell goods\n- You make crafts or gifts"


def test_the_country_is_told_back_by_its_name() -> None:
    home = message("we are in Fiji", "inform", {"entity": "place", "value": "FJI", "role": "home"})
    assert act("validate_advisor_form", State(asked="country"), home).one.text == "Noted: your firm is in Fiji."


def test_a_button_is_not_told_back() -> None:
    after = act("validate_advisor_form", ASKED_OFFER, pressed('/answer{"option":"offer.goods"}'))
    assert after.said == []
    assert after.state.profile.option_of("offer") == "goods"


@pytest.mark.parametrize(
    ("state", "said", "response", "kind"),
    [
        (ASKED_OFFER, pressed("/skip"), "utter_skipped", "noted"),
        (ASKED_OFFER, message("qwerty", "nlu_fallback"), "utter_not_understood", "not_understood"),
        (
            ASKED_OFFER.model_copy(update={"attempt": 1}),
            message("qwerty", "nlu_fallback"),
            "utter_left_out",
            "not_understood",
        ),
        (State(asked="country"), pressed("/go_back"), "utter_nothing_before", "not_understood"),
    ],
)
def test_what_became_of_a_message_is_said(state: State, said: Json, response: str, kind: str) -> None:
    after = act("validate_advisor_form", state, said)
    assert (after.one.response, after.one.kind) == (response, kind)


def test_something_else_is_left_to_the_rules_and_the_question_stays() -> None:
    after = act("validate_advisor_form", ASKED_OFFER, pressed("/what_stage"))
    assert after.said == []
    assert {"event": "action_execution_rejected", "name": "advisor_form"}.items() <= after.events[-1].items()
    assert after.state.asked == "offer"
    assert "requested_slot" not in after.slots


def test_the_form_ends_when_nothing_is_left_to_ask() -> None:
    done = State(profile=FirmProfile(unknown=tuple(knowledge().questions)), asked="offer")
    after = act("validate_advisor_form", done, pressed("/go_on"))
    after = act("validate_advisor_form", after.state, message("", "go_on") | {"message_id": after.state.handled})
    assert after.slots["requested_slot"] is None
    assert after.state.phase is Phase.VERDICT


def test_a_question_is_put_with_its_options_and_a_way_out() -> None:
    asked = act("action_ask_answer", ASKED_OFFER).one
    question = knowledge().questions["offer"]
    assert (asked.response, asked.kind, asked.text) == ("utter_question", "question", question.text)
    assert asked.data["options"] == [{"id": key, "title": option.title} for key, option in question.options.items()]
    assert (asked.data["question"], asked.data["section"], asked.data["attempt"]) == ("offer", "basics", 0)
    assert asked.payloads()[0] == '/answer{"option":"offer.goods"}'
    assert asked.payloads()[-1] == "/dont_know"


def test_a_question_not_understood_is_put_in_other_words() -> None:
    asked = act("action_ask_answer", ASKED_OFFER.model_copy(update={"attempt": 1})).one
    assert asked.text == knowledge().questions["offer"].reworded
    assert asked.data["attempt"] == 1


def test_the_country_is_asked_without_buttons() -> None:
    assert act("action_ask_answer", State(asked="country")).one.buttons == []


def test_nothing_is_asked_when_nothing_is_open() -> None:
    assert act("action_ask_answer", State()).said == []


def test_two_answers_that_exclude_one_another_are_put_side_by_side() -> None:
    clash = Contradiction(earlier="sold_abroad", later="buyer_talks")
    asked = act("action_ask_answer", State(profile=NEVER_BUT_REGULARLY, clash=clash)).one
    assert (asked.response, asked.kind) == ("utter_which_holds", "clarify")
    assert asked.data["questions"] == ["sold_abroad", "buyer_talks"]
    assert asked.payloads() == [
        '/answer{"option":"sold_abroad.never"}',
        '/answer{"option":"buyer_talks.standing_buyers"}',
    ]


def test_a_fact_told_after_the_verdict_leads_back_to_the_questions() -> None:
    after = act("action_take_facts", State(phase=Phase.ADVISED), telling("offer.goods"))
    assert after.one.response == "utter_noted"
    assert after.state.phase is Phase.INTERVIEW
    assert after.state.profile.option_of("offer") == "goods"


def test_nothing_told_after_the_plan_is_not_a_dead_end() -> None:
    after = act("action_take_facts", State(phase=Phase.ADVISED), message("hm"))
    assert after.responses() == ["utter_not_understood", "utter_what_next"]
    assert after.state.phase is Phase.ADVISED

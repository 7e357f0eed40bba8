"""Domain, rules, stories, actions and wording fit together: nothing named is missing, nothing is left over."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.session import knowledge
from advisor.core.interview import Phase, Say, State
from advisor.core.profile import Contradiction, FirmProfile
from advisor.core.reading import reading_name
from advisor.core.utterance import Intent
from advisor.gateway.app import WORDING
from advisor.knowledge.schema import StageId, question_payload
from advisor.settings import ROOT
from tests.actions.rasa import Said, act, actions, domain, message, pressed, written_out
from tests.actions.talk import whole_talk
from tests.actions.test_answers import asks
from tests.actions.test_clarify import unsure
from tests.cases.reading import interviewed
from tests.live.test_three_firms import FIRMS

BUTTONS_ONLY = {"start", "answer", "correct", "choose_stage", "start_over_confirmed"}
"""Intents that nobody writes in words."""
FALLBACK = "nlu_fallback"
LONGEST_PAYLOAD = 64
"""Bytes that Telegram allows."""
FORM = "advisor_form"

Rule = dict[str, Any]


def _read(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(path))


@cache
def rules() -> list[Rule]:
    return [rule for path in sorted((ROOT / "data/rules").glob("*.yml")) for rule in _read(path)["rules"]]


@cache
def stories() -> list[Rule]:
    return [story for path in sorted((ROOT / "data/stories").glob("*.yml")) for story in _read(path)["stories"]]


def named_in(course: list[Rule], kind: str) -> set[str]:
    """The intents or actions of rules or stories."""
    return {step[kind] for one in course for step in one["steps"] if kind in step}


def intents() -> set[str]:
    return {next(iter(intent)) for intent in domain()["intents"]}


@cache
def trained() -> set[str]:
    return {block["intent"] for path in (ROOT / "data/nlu").glob("*/*.yml") for block in _read(path)["nlu"]}


def while_asked(rule: Rule) -> bool:
    return {"active_loop": FORM} in rule.get("condition", [])


@cache
def strings_in_actions() -> set[str]:
    """All string constants of the actions."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "actions").glob("*.py"))
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def _states() -> Iterator[State]:
    yield State()
    yield State(profile=FirmProfile().with_answer("sold_abroad", "several_times"))
    yield State(profile=interviewed(knowledge(), "bat_trang_ceramics", 5))
    for phase in Phase:
        yield State(profile=FirmProfile().with_answer("offer", "goods"), phase=phase, asked="offer")
    for key in ("bagan_lacquerware", "tarawa_seaweed", "daejeon_sensors", "pokhara_pashmina"):
        profile = interviewed(knowledge(), key)
        yield State(profile=profile, phase=Phase.VERDICT)
        yield State(profile=profile.overruling(StageId.GROWTH_AND_EXPANSION), phase=Phase.ADVISED)


def _messages() -> Iterator[str]:
    yield from ("/skip", "/go_back")
    yield '/rate{"rating":"helpful"}'
    yield '/rate{"rating":"not_helpful"}'
    yield '/choose_stage{"stage":"active_engagement"}'
    yield '/more_advice{"constraint":"logistics"}'
    yield '/correct{"question":"offer"}'


@cache
def everything_said() -> tuple[Said, ...]:
    """Each action in many states and after many messages, and whole conversations. A missing word fails here."""
    started = pressed("/start")
    said = [said for state in _states() for action in actions() for said in act(action, state, started).said]
    said += [said for text in _messages() for action in actions() for said in act(action, None, pressed(text)).said]
    for told in FIRMS.values():
        said += whole_talk(told["answers"]).said
    for attempt in (0, 1):
        asked = State(asked="offer", attempt=attempt)
        said += act("validate_advisor_form", asked, message("qwerty", FALLBACK)).said
    sounds = [{"entity": "impression", "value": dict.fromkeys(map(str, StageId), 0.3)}]
    said += act("validate_advisor_form", State(asked="offer"), message("we have been at it", "inform", *sounds)).said
    two = [{"entity": "option", "value": one, "role": "telling"} for one in ("offer.goods", "sector.crafts")]
    said += act("validate_advisor_form", State(asked="offer"), message("crafts, to pack", "inform", *two)).said
    said += act("action_not_understood", State(phase=Phase.ADVISED), unsure()).said
    said += act("action_answer_question", None, asks(**dict.fromkeys(tuple(knowledge().faq)[:2], 0.5))).said
    staffed = {**message("a person, please", "contact_person"), "metadata": {"staffed": True}}
    said += act("action_name_people", None, staffed).said
    for key in knowledge().faq:
        said += act("action_answer_question", None, pressed(question_payload(key))).said
    profile = FirmProfile().with_answer("sold_abroad", "never").with_answer("buyer_talks", "standing_buyers")
    clash = Contradiction(earlier="sold_abroad", later="buyer_talks")
    said += act("action_ask_answer", State(profile=profile, clash=clash)).said
    return tuple(said)


def responses_of_rules() -> set[str]:
    return {name for name in named_in(rules() + stories(), "action") if name.startswith("utter_")}


# actions -------------------------------------------------------------------------------------------------------------


def test_the_domain_lists_the_actions_that_exist() -> None:
    listed = {name for action in domain()["actions"] for name in ([action] if isinstance(action, str) else action)}
    assert listed == set(actions())


def test_rules_and_stories_run_actions_that_exist() -> None:
    known = set(actions()) | set(domain()["responses"]) | {FORM}
    assert named_in(rules() + stories(), "action") - known == set()


def test_every_action_is_run_by_a_rule_or_by_the_form() -> None:
    by_the_form = {f"validate_{FORM}", "action_ask_answer"}
    assert set(actions()) - named_in(rules(), "action") == by_the_form


def test_actions_set_slots_that_exist_and_rules_wait_for_phases_that_exist() -> None:
    assert set(act("action_rate", latest=pressed('/rate{"rating":"helpful"}')).slots) <= set(domain()["slots"])
    assert domain()["slots"]["phase"]["values"] == [phase.value for phase in Phase]
    waited = [slot for one in rules() + stories() for step in one["steps"] for slot in step.get("slot_was_set", [])]
    assert {slot["phase"] for slot in waited if "phase" in slot} <= set(Phase)


# responses -----------------------------------------------------------------------------------------------------------


def test_every_response_named_in_an_action_exists() -> None:
    named = {text for text in strings_in_actions() if text.startswith("utter_") and not text.endswith("_")}
    assert named - set(domain()["responses"]) == set()


@pytest.mark.parametrize("say", Say)
def test_there_is_a_response_for_whatever_became_of_a_message(say: Say) -> None:
    assert f"utter_{say}" in domain()["responses"]


@pytest.mark.slow
def test_every_response_of_the_domain_is_used() -> None:
    used = {said.response for said in everything_said()} | responses_of_rules()
    assert set(domain()["responses"]) - used == set()


@pytest.mark.parametrize("response", sorted(responses_of_rules()))
def test_a_response_that_a_rule_utters_needs_no_words_and_says_what_it_is(response: str) -> None:
    said = written_out(response)
    assert said.kind


# buttons -------------------------------------------------------------------------------------------------------------


def _payloads() -> set[str]:
    static = (written_out(name) for name in responses_of_rules())
    return {payload for said in (*everything_said(), *static) for payload in said.payloads()}


def _every_answer() -> set[str]:
    return {
        payload
        for key in knowledge().questions
        for payload in act("action_ask_answer", State(asked=key)).one.payloads()
    }


def _every_constraint() -> set[str]:
    stages = (pressed(f'/other_stage{{"stage":"{stage}"}}') for stage in StageId)
    return {payload for latest in stages for payload in act("action_other_stage", latest=latest).one.payloads()}


@pytest.mark.slow
def test_every_payload_is_short_and_names_intents_and_entities_of_the_domain() -> None:
    for payload in sorted(_payloads() | _every_answer() | _every_constraint()):
        intent, brace, inside = payload.removeprefix("/").partition("{")
        entities = json.loads(brace + inside) if brace else {}
        assert len(payload.encode()) <= LONGEST_PAYLOAD, payload
        assert intent in intents(), payload
        assert set(entities) <= set(domain()["entities"]), payload


@pytest.mark.slow
def test_buttons_of_a_message_differ() -> None:
    for said in everything_said():
        titles = [button["title"] for button in said.buttons]
        assert len(titles) == len(set(titles)), said.response
        assert len(said.payloads()) == len(set(said.payloads())), said.response


# wording -------------------------------------------------------------------------------------------------------------


def test_no_wording_is_left_over() -> None:
    readings = {reading_name(intent) for intent in intents()}
    assert set(knowledge().wording) - set(WORDING) - strings_in_actions() - readings == set()


def test_an_intent_that_a_firm_may_be_asked_about_needs_no_more_than_its_name() -> None:
    needing = {"correct", "choose_stage", "answer", "rate"}
    assert not {reading_name(intent) for intent in needing} & set(knowledge().wording)


def test_wording_of_buttons_exists() -> None:
    named = {text for text in strings_in_actions() if text.startswith("button_") and not text.endswith("_")}
    assert named - set(knowledge().wording) == set()


# intents -------------------------------------------------------------------------------------------------------------


def test_every_intent_is_trained_or_comes_from_a_button() -> None:
    assert intents() == trained() | BUTTONS_ONLY | {FALLBACK}
    assert trained().isdisjoint(BUTTONS_ONLY | {FALLBACK})


def test_rules_and_stories_use_intents_of_the_domain() -> None:
    assert named_in(rules() + stories(), "intent") - intents() == set()


def test_the_interviews_own_intents_are_in_the_domain() -> None:
    assert {intent.value for intent in Intent} <= intents()


@pytest.mark.parametrize("intent", sorted(intents() - set(Intent)))
def test_what_is_no_answer_has_a_rule_while_a_question_is_open(intent: str) -> None:
    assert intent in named_in([rule for rule in rules() if while_asked(rule)], "intent")


@pytest.mark.parametrize("intent", sorted(intents()))
def test_everything_has_a_rule_after_the_questions(intent: str) -> None:
    assert intent in named_in([rule for rule in rules() if not while_asked(rule)], "intent")

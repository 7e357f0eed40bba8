"""What firms read: whole conversations, held to the bounds that make a message easy to read."""

from __future__ import annotations

import re
from functools import cache

import pytest

from actions.session import knowledge
from advisor.core.assessment import assess
from advisor.core.interview import State
from advisor.core.plan import sources_for
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import StageId
from tests.actions.rasa import Said, act, pressed
from tests.actions.talk import Talk, whole_talk
from tests.cases.reading import cases
from tests.live.test_three_firms import FIRMS

MOST_PARAGRAPHS = 3
MOST_BULLETS = 6
MOST_CHARACTERS = 900
LONGEST_TITLE = 64

TOLD = {key: case.answers for key, case in cases().items()} | {key: told["answers"] for key, told in FIRMS.items()}
"""Firms of every stage, from many countries; some press buttons, some write."""

LIST_LINE = re.compile(r"- |\d+\. ")
ADDRESS = re.compile(r"\b(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
LOWER_CASE_START = re.compile(r"(?:^|[.?!]\s+|\n)(?:- |\d+\. )?\(?[a-z]")
CLUMSY = {"a double space": "  ", "two full stops": "..", "an open placeholder": "{", "an empty line": "\n\n\n"}

AT_EVERY_CHECK = set([*TOLD][::6])
"""The conversations of all firms take half a minute."""
each_firm = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in AT_EVERY_CHECK else pytest.mark.slow) for name in TOLD]
)


@cache
def talk(name: str) -> Talk:
    """From hello to the plan, with whatever may be asked for on the way."""
    talk = whole_talk(TOLD[name])
    for constraint in knowledge().constraints:
        talk.ask(f'/more_advice{{"constraint":"{constraint}"}}', "action_more_advice")
        talk.ask(f'/other_sources{{"constraint":"{constraint}"}}', "action_other_sources")
    for action in ("action_estimate", "action_name_people", "action_answer_question", "action_choose_answer"):
        talk.ask("/ask_question", action)
    for action in ("action_what_next", "action_explain_question", "action_greet", "action_offer_stages", "utter_help"):
        talk.ask("/ask_question", action)
    return talk


def profile(talk: Talk) -> FirmProfile:
    return FirmProfile.model_validate(talk.slots["profile"])


def paragraphs(text: str) -> list[str]:
    """Paragraphs that are more than a list."""
    return [part for part in text.split("\n\n") if any(not LIST_LINE.match(line) for line in part.split("\n"))]


def faults(said: Said) -> list[str]:
    """What makes a message hard to read."""
    text, plain = said.text, ADDRESS.sub("X", said.text)
    found = [name for name, mark in CLUMSY.items() if mark in text]
    found += ["too many paragraphs"] * (len(paragraphs(text)) > MOST_PARAGRAPHS)
    found += ["too long a list"] * (len(re.findall(r"^- ", text, re.MULTILINE)) > MOST_BULLETS)
    found += ["too long"] * (len(text) > MOST_CHARACTERS)
    found += ["a sentence in lower case"] * bool(LOWER_CASE_START.search(plain))
    found += ["blanks at an end"] * any(line != line.strip() for line in text.split("\n"))
    found += ["two questions"] * (said.kind == "question" and text.count("?") > 1)
    found += [f"button {button['title']!r}" for button in said.buttons if not _is_good_title(button["title"])]
    return found


def _is_good_title(title: str) -> bool:
    return bool(title) and not title[0].islower() and len(title) <= LONGEST_TITLE


def bad(messages: list[Said]) -> list[tuple[str, list[str], str]]:
    return [(said.response, faults(said), said.text) for said in messages if faults(said)]


def test_the_bounds_find_what_is_wrong() -> None:
    text = "one. two..\n\nA  {b}\n\nC \n\nD?\n" + "- x\n" * 7 + "y" * 900
    assert faults(Said("utter_x", text, {"type": "question"}, [{"title": "x"}])) == [
        "a double space",
        "two full stops",
        "an open placeholder",
        "too many paragraphs",
        "too long a list",
        "too long",
        "a sentence in lower case",
        "blanks at an end",
        "button 'x'",
    ]


@pytest.mark.slow
def test_the_firms_are_of_all_stages_and_of_many_countries() -> None:
    stages = {assess(knowledge(), profile(talk(name))).stage for name in TOLD}
    assert stages == set(StageId)
    assert len({profile(talk(name)).country for name in TOLD}) > 20


@pytest.mark.slow
@each_firm
def test_every_message_of_a_conversation_is_short_and_well_formed(name: str) -> None:
    assert bad(talk(name).said) == []


@each_firm
def test_each_point_of_the_plan_leads_with_a_source_of_the_own_country_if_there_is_one(name: str) -> None:
    told = profile(talk(name))
    [summary] = talk(name).of("utter_plan")
    for item in summary.data["plan"]["items"]:
        stage = assess(knowledge(), told).stage
        fitting = sources_for(knowledge(), told, item["holding_back"]["constraint"], stage)
        assert item["sources"][0]["own_country"] == any(source.own_country for source in fitting)


@each_firm
def test_the_plan_names_a_step_and_who_can_help_for_each_of_its_points(name: str) -> None:
    [summary] = talk(name).of("utter_plan")
    points = len(summary.data["plan"]["items"])
    assert points == 3
    assert len(talk(name).of("utter_plan_item")) == len(talk(name).of("utter_plan_item_sources")) == points
    assert all("\n- " in said.text for said in talk(name).of("utter_plan_item_sources"))
    assert len(talk(name).of("utter_plan_helpers") + talk(name).of("utter_plan_helpers_regional")) == 1


@pytest.mark.parametrize("code", knowledge().countries)
def test_firms_of_every_country_read_who_can_help_them(code: str) -> None:
    state = State(profile=FirmProfile().with_answer("country", code))
    said = [
        said for action in ("action_name_people", "action_greet", "action_estimate") for said in act(action, state).said
    ]
    assert bad(said) == []
    assert "\n- " in said[0].text


@pytest.mark.parametrize("country", [None, "MMR", "FJI"])
def test_a_firm_that_knows_nothing_gets_a_plan_all_the_same(country: str | None) -> None:
    said = whole_talk({"country": country} if country else {}).said
    assert bad(said) == []
    assert [message.response for message in said].count("utter_plan_item") == 3


@pytest.mark.slow
@pytest.mark.parametrize("stage", StageId)
def test_a_firm_that_overrules_the_verdict_reads_about_its_own_stage(stage: StageId) -> None:
    state = State(profile=profile(talk("a_sauce_maker_in_thailand")).overruling(stage))
    said = [
        message
        for action in ("action_give_assessment", "action_estimate", "action_give_plan", "action_greet")
        for message in act(action, state).said
    ]
    assert bad(said) == []
    [plan] = [message for message in said if message.response == "utter_plan"]
    assert knowledge().stages[stage].short in plan.text


@pytest.mark.parametrize("attempt", [0, 1])
@pytest.mark.parametrize("question", knowledge().questions)
def test_every_question_and_its_reason_are_easy_to_read(question: str, attempt: int) -> None:
    state = State(asked=question, attempt=attempt)
    assert bad(act("action_ask_answer", state).said + act("action_explain_question", state).said) == []


@pytest.mark.parametrize("stage", StageId)
def test_every_stage_is_told_in_a_few_lines(stage: StageId) -> None:
    assert bad(act("action_other_stage", latest=pressed(f'/other_stage{{"stage":"{stage}"}}')).said) == []


def test_a_firm_that_said_one_thing_is_not_told_of_its_answers() -> None:
    state = State(profile=FirmProfile().with_answer("offer", "goods"))
    assert "has given me one answer so far" in act("action_greet", state).one.text

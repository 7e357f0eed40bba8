"""Everything in a message that may be a fact about the firm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.schema import Knowledge
from advisor.nlu.facts import Entity, FactFinder

OWN_COUNTRY = {
    "We are in Laos": "LAO",
    "we are based in the Philippines": "PHL",
    "a firm in Fiji": "FJI",
    "We are a small firm in Viet Nam.": "VNM",
    "I'm from Samoa": "WSM",
    "we\N{RIGHT SINGLE QUOTATION MARK}re in Kiribati": "KIR",
    "I am from the Solomon Islands": "SLB",
    "our company is in Nepal": "NPL",
    "our country is Vanuatu": "VUT",
    "Here in Tonga we make mats": "TON",
    "business in Mongolia": "MNG",
    "Our firm in Thailand sells to a firm in Japan": "THA",
    "we are in Tailand": "THA",
    "We are based in the Phillipines": "PHL",
}

MARKETS = {
    "we sell to Thailand": ["THA"],
    "our buyers are in Japan": ["JPN"],
    "we export to Australia and New Zealand": ["AUS", "NZL"],
    "we sell to a firm in Japan": ["JPN"],
    "we sell to a big company in Japan": ["JPN"],
    "our customer is a firm in Korea": ["KOR"],
    "orders from a company in Germany": ["DEU"],
}

COUNTED = [
    ("we sell to 3 countries", "markets.two_or_three"),
    ("customers in five countries", "markets.four_to_six"),
    ("we sell to one or two countries", "markets.one"),
    ("foreign markets: 12", "markets.seven_or_more"),
    ("for 10 years in 2 countries", "markets.two_or_three"),
    ("3 people, 8 countries", "markets.seven_or_more"),
    ("since 2015 in 4 countries", "markets.four_to_six"),
    ("5 % of our sales", "share.from_5_to_25"),
    ("we export forty percent of our production", "share.from_25_to_50"),
    ("2-3% of turnover", "share.under_5"),
    ("exports: 60 %", "share.over_50"),
]

NOT_COUNTED = [
    "we have 5 people",
    "a discount of 10 %",
    "3",
    "many countries",
    "100 % cotton",
    "in the year 2015 we saw other countries",
]


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> FactFinder:
    return FactFinder(knowledge)


def found(finder: FactFinder, text: str, entity: str, role: str | None = None) -> list[object]:
    return [each["value"] for each in finder.find(text) if each["entity"] == entity and each.get("role") == role]


def counted(finder: FactFinder, text: str) -> list[object]:
    return [value for value in found(finder, text, "option", "telling") if str(value).startswith(("markets", "share"))]


@pytest.mark.parametrize(("text", "iso3"), OWN_COUNTRY.items())
def test_a_firm_says_where_it_is(finder: FactFinder, text: str, iso3: str) -> None:
    assert found(finder, text, "place", "home") == [iso3]


@pytest.mark.parametrize(("text", "iso3"), MARKETS.items())
def test_a_market_is_not_where_the_firm_is(finder: FactFinder, text: str, iso3: list[str]) -> None:
    assert found(finder, text, "place", "home") == []
    assert found(finder, text, "place", "market") == iso3


@pytest.mark.parametrize(("text", "option"), COUNTED)
def test_a_number_beside_telling_words_is_an_answer(finder: FactFinder, text: str, option: str) -> None:
    assert counted(finder, text) == [option]


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_a_number_beside_other_words_is_none(finder: FactFinder, text: str) -> None:
    assert counted(finder, text) == []


def test_one_message_may_tell_many_facts(finder: FactFinder) -> None:
    text = "We are in Laos and export 40 % of our production to 3 countries, through an agent in Japan"
    assert found(finder, text, "place", "home") == ["LAO"]
    assert found(finder, text, "place", "market") == ["JPN"]
    assert found(finder, text, "option", "telling") == ["channel.agent", "markets.two_or_three", "share.from_25_to_50"]
    assert found(finder, text, "number") == [40, 3]


def test_numbers_say_whether_they_are_percent(finder: FactFinder) -> None:
    assert finder.find("7") == [{"entity": "number", "value": 7, "percent": False}]


def test_options_say_how_they_were_named(finder: FactFinder) -> None:
    assert {"entity": "option", "value": "sold_abroad.never", "role": "words", "length": 5} in finder.find("never")


@pytest.mark.slow
def test_without_a_question_about_the_country_no_country_is_the_firm_s_own(knowledge: Knowledge) -> None:
    questions = {key: question for key, question in knowledge.questions.items() if key != "country"}
    finder = FactFinder(knowledge.model_copy(update={"questions": questions}))
    assert finder.find("we are in Laos") == [{"entity": "place", "value": "LAO"}]


ODD = [
    "\N{RIGHT-TO-LEFT OVERRIDE}Laos",
    "\x00\x07\x1b[31m",
    "👩🏽‍🌾🧺🇹🇭",
    "نحن في تايلاند",
    "אנחנו בתאילנד",
    "a\N{COMBINING ACUTE ACCENT}" * 200,
    "\N{ZERO WIDTH SPACE}",
    "/answer{",
    "%" * 500,
    "1" * 5000,
]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_can_be_read(finder: FactFinder, text: str) -> None:
    assert isinstance(finder.find(text), list)


def exists(entity: Entity, knowledge: Knowledge) -> bool:
    if entity["entity"] == "place":
        return entity["value"] in knowledge.countries
    if entity["entity"] == "option":
        question, option = entity["value"].split(".")
        return option in knowledge.questions[question].options
    return entity["entity"] in ("number", "region")


@given(text=st.text())
def test_any_text_can_be_read_and_what_is_found_exists(finder: FactFinder, knowledge: Knowledge, text: str) -> None:
    assert all(exists(entity, knowledge) for entity in finder.find(text))

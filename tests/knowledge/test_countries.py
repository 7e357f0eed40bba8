"""The economies that firms name."""

from __future__ import annotations

import pytest

from advisor.knowledge.checks import check
from advisor.knowledge.loader import draft_knowledge
from advisor.knowledge.schema import Income, Knowledge, Level
from advisor.settings import ROOT


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    draft, problems = draft_knowledge(ROOT / "knowledge")
    wrong = [problem for problem in [*problems, *check(draft)] if problem.file == "countries.yml"]
    assert wrong == []
    return draft.knowledge


NAMES = {
    "VNM": ["Viet Nam", "Vietnam", "Việt Nam"],
    "MMR": ["Myanmar", "Burma"],
    "LAO": ["Lao PDR", "Laos"],
    "KOR": ["Republic of Korea", "South Korea", "Korea"],
    "TUR": ["Türkiye", "Turkey"],
    "PHL": ["Philippines", "Pinas", "Pilipinas"],
    "IND": ["India", "Bharat"],
    "TLS": ["Timor-Leste", "East Timor"],
    "HKG": ["Hong Kong", "HK"],
    "PNG": ["Papua New Guinea", "PNG"],
    "FSM": ["Federated States of Micronesia", "FSM", "Micronesia"],
    "ARE": ["United Arab Emirates", "UAE"],
    "GBR": ["United Kingdom", "UK"],
    "USA": ["United States of America", "USA"],
    "CIV": ["Côte d'Ivoire", "Ivory Coast"],
    "KGZ": ["Kyrgyzstan", "Kyrgyz Republic"],
}


def test_all_economies_of_the_list_are_there(knowledge: Knowledge) -> None:
    assert len(knowledge.countries) == 217
    assert sum(country.asia_pacific for country in knowledge.countries.values()) == 56


@pytest.mark.parametrize(("iso3", "names"), NAMES.items())
def test_usual_names(knowledge: Knowledge, iso3: str, names: list[str]) -> None:
    country = knowledge.countries[iso3]
    assert set(names) <= {country.name, *country.other_names}


@pytest.mark.parametrize(
    ("iso3", "people"),
    [("MMR", "Burmese"), ("THA", "Thai"), ("PHL", "Filipino"), ("KIR", "I-Kiribati"), ("LAO", "Lao")],
)
def test_what_people_and_goods_are_called(knowledge: Knowledge, iso3: str, people: str) -> None:
    assert people in knowledge.countries[iso3].people


def test_every_asia_pacific_economy_has_other_names_and_people(knowledge: Knowledge) -> None:
    near = [country for country in knowledge.countries.values() if country.asia_pacific]
    assert [country.name for country in near if not country.people or not (country.other_names)] == []


def test_codes_that_yaml_can_misread(knowledge: Knowledge) -> None:
    assert knowledge.countries["NOR"].iso2 == "NO"
    assert knowledge.countries["NAM"].iso2 == "NA"
    assert [iso3 for iso3, country in knowledge.countries.items() if country.iso2 is None] == ["CHI", "XKX"]


def test_no_name_is_an_everyday_word(knowledge: Knowledge) -> None:
    names = {name.casefold() for country in knowledge.countries.values() for name in country.other_names}
    assert names.isdisjoint({"us", "it", "in", "no", "my", "to", "be", "is", "me", "so", "car", "man", "jersey", "oz"})


@pytest.mark.parametrize(
    ("iso3", "level"),
    [
        ("MMR", Level.LEAST_DEVELOPED),
        ("KHM", Level.LEAST_DEVELOPED),
        ("PRK", Level.LEAST_DEVELOPED),
        ("VNM", Level.LOWER_MIDDLE),
        ("THA", Level.UPPER_MIDDLE),
        ("JPN", Level.HIGH),
        ("XXX", Level.UNKNOWN),
        (None, Level.UNKNOWN),
    ],
)
def test_levels_of_development(knowledge: Knowledge, iso3: str | None, level: Level) -> None:
    assert knowledge.level_of(iso3) is level


def test_all_figures_are_of_one_year(knowledge: Knowledge) -> None:
    assert {country.income_year for country in knowledge.countries.values()} == {2025}
    assert Income.UNCLASSIFIED not in {country.income for country in knowledge.countries.values()}

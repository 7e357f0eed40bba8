"""Countries as firms write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.schema import Knowledge
from advisor.nlu.places import Gazetteer

NAMED = {
    "Thailand": "THA",
    "THAILAND": "THA",
    "(Thailand).": "THA",
    "ไทย": "THA",
    "Viet Nam": "VNM",
    "viet-nam": "VNM",
    "Viêt Nam": "VNM",
    "vietnam": "VNM",
    "Burma": "MMR",
    "Laos": "LAO",
    "Lao PDR": "LAO",
    "Lao People's Democratic Republic": "LAO",
    "Kampuchea": "KHM",
    "East Timor": "TLS",
    "Timor-Leste": "TLS",
    "the Philippines": "PHL",
    "Ivory Coast": "CIV",
    "Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire": "CIV",
    "Türkiye": "TUR",
    "Holland": "NLD",
    "Aotearoa": "NZL",
    "western samoa": "WSM",
    "Fiji Islands": "FJI",
    "中国": "CHN",
}

PEOPLE = {
    "Thai": "THA",
    "Filipino": "PHL",
    "Burmese": "MMR",
    "our Korean buyers": "KOR",
    "Fijian": "FJI",
    "Laotian": "LAO",
    "a Dutch importer": "NLD",
    "we are a Mongolian firm": "MNG",
}

LONGER_NAMES_WIN = {
    "South Korea": "KOR",
    "North Korea": "PRK",
    "American Samoa": "ASM",
    "Samoa": "WSM",
    "Papua New Guinea": "PNG",
    "Equatorial Guinea": "GNQ",
    "Guinea": "GIN",
    "DR Congo": "COD",
    "Dominican Republic": "DOM",
    "Nigeria": "NGA",
    "Niger": "NER",
}

MISSPELT = {
    "tailand": "THA",
    "thialand": "THA",
    "Thailnd": "THA",
    "Phillipines": "PHL",
    "the phillipines": "PHL",
    "Bangaldesh": "BGD",
    "Cambodja": "KHM",
    "Malasia": "MYS",
    "Singapor": "SGP",
    "Brunai": "BRN",
    "Myanmr": "MMR",
    "Maldivs": "MDV",
    "Uzbekistn": "UZB",
}

ABBREVIATED = {
    "US": "USA",
    "us": "USA",
    "we sell to the US": "USA",
    "we sell to the U.S.": "USA",
    "we export to USA": "USA",
    "uk": "GBR",
    "our buyers in the UK are few": "GBR",
    "png": "PNG",
    "a client in the UAE": "ARE",
    "we ship to HK": "HKG",
}

IN_SENTENCES = {
    "we sell to Thailand and Laos": ["THA", "LAO"],
    "from Fiji to Japan": ["FJI", "JPN"],
    "Thailand/Malaysia": ["THA", "MYS"],
    "Thailand's market": ["THA"],
    "a Thailand-based firm": ["THA"],
    "first Nepal, then India, then the US": ["NPL", "IND", "USA"],
}

NO_COUNTRY = [
    "",
    "no",
    "not yet",
    "hello",
    "we sell to us",
    "they told us about it",
    "WE SELL TO US",
    "THEY CONTACTED US",
    "it is for us and them",
    "I am fine",
    "we do IT",
    "we plan to look at tailored and similar goods in many lands",
    "🇹🇭",
    "مرحبا",
]


@pytest.fixture(scope="module")
def gazetteer(knowledge: Knowledge) -> Gazetteer:
    return Gazetteer(knowledge.countries)


def codes(gazetteer: Gazetteer, text: str) -> list[str]:
    return [name.iso3 for name in gazetteer.find(text)]


@pytest.mark.parametrize(("text", "iso3"), [*NAMED.items(), *PEOPLE.items(), *LONGER_NAMES_WIN.items()])
def test_a_country_is_known_by_all_its_names(gazetteer: Gazetteer, text: str, iso3: str) -> None:
    assert codes(gazetteer, text) == [iso3]


@pytest.mark.parametrize(("text", "iso3"), MISSPELT.items())
def test_a_short_text_may_be_a_misspelt_name(gazetteer: Gazetteer, text: str, iso3: str) -> None:
    assert codes(gazetteer, text) == [iso3]


@pytest.mark.parametrize(("text", "iso3"), ABBREVIATED.items())
def test_an_abbreviation_counts_in_capitals_or_alone(gazetteer: Gazetteer, text: str, iso3: str) -> None:
    assert codes(gazetteer, text) == [iso3]


@pytest.mark.parametrize(("text", "found"), IN_SENTENCES.items())
def test_countries_come_in_the_order_named(gazetteer: Gazetteer, text: str, found: list[str]) -> None:
    assert codes(gazetteer, text) == found


@pytest.mark.parametrize("text", NO_COUNTRY)
def test_other_words_are_no_countries(gazetteer: Gazetteer, text: str) -> None:
    assert codes(gazetteer, text) == []


def test_a_country_knows_the_words_before_it(gazetteer: Gazetteer) -> None:
    assert [name.before for name in gazetteer.find("We sell to Laos!")] == ["we sell to"]


def test_without_countries_nothing_is_found() -> None:
    assert Gazetteer({}).find("Thailand") == ()


def test_every_country_is_found_by_its_own_name(gazetteer: Gazetteer, knowledge: Knowledge) -> None:
    assert {key: codes(gazetteer, each.name) for key, each in knowledge.countries.items()} == {
        key: [key] for key in knowledge.countries
    }


@given(text=st.text())
def test_any_text_can_be_read_and_gives_known_countries(gazetteer: Gazetteer, knowledge: Knowledge, text: str) -> None:
    assert set(codes(gazetteer, text)) <= set(knowledge.countries)

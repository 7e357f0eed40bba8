"""What knowledge/sources.yml promises: enough help for every constraint and country, and nothing unproven.

The file is read here without the loader, so that these promises hold whatever the loader does.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from advisor.knowledge.schema import Evidence, Role, Source, StageId

ROOT = Path(__file__).parents[2]
SOURCES_FILE = ROOT / "knowledge" / "sources.yml"
SOURCES_PAGE = ROOT / "docs" / "sources.md"
FIRST_LIST = date(2026, 11, 23)
"""The day of the list that the file began with: nothing can have been read before it."""

CONSTRAINTS = {
    StageId.PREPARATION: (
        "credible_case",
        "export_knowledge",
        "market_choice",
        "mindset_skills",
        "entry_requirements",
        "working_capital",
    ),
    StageId.ACTIVE_ENGAGEMENT: ("first_contacts", "knowing_buyers", "logistics", "rules", "trade_finance"),
    StageId.GROWTH_AND_EXPANSION: ("competitiveness", "capacity", "standards", "channels"),
}
ALL_CONSTRAINTS = [constraint for group in CONSTRAINTS.values() for constraint in group]

SHOWN_IN_FULL_CONVERSATIONS = {
    "MMR": StageId.PREPARATION,
    "THA": StageId.ACTIVE_ENGAGEMENT,
    "VNM": StageId.GROWTH_AND_EXPANSION,
}

ASIA_PACIFIC = frozenset(
    re.findall(
        r"\w+",
        "AFG ARM AUS AZE BGD BRN BTN CHN FJI FSM GEO HKG IDN IND IRN JPN KAZ KGZ KHM KIR KOR LAO LKA MAC MDV MHL MMR "
        "MNG MYS NPL NRU NZL PAK PHL PLW PNG RUS SGP SLB THA TJK TKM TLS TON TUR TUV UZB VNM VUT WSM",
    )
)
"""Members and associate members of UN ESCAP that could have sources of their own."""


@cache
def sources() -> dict[str, Source]:
    records = YAML(typ="safe").load(SOURCES_FILE)
    return {key: Source.model_validate(record) for key, record in records.items()}


def verified() -> dict[str, Source]:
    return {key: source for key, source in sources().items() if source.verified}


def of_one_country() -> Counter[str]:
    """How many verified sources each economy has that are for its own firms alone."""
    return Counter(source.countries[0] for source in verified().values() if len(source.countries) == 1)


def usable_anywhere(source: Source) -> bool:
    return not source.countries and source.markets is None


def bare(address: str) -> str:
    """An address without what may differ although it leads to the same place."""
    return re.sub(r"^(https?://)?(www\.)?", "", address).rstrip("/").lower()


def test_at_least_75_sources_are_verified() -> None:
    assert len(verified()) >= 75


def test_at_least_15_asia_pacific_economies_have_their_own_sources() -> None:
    assert len(ASIA_PACIFIC & of_one_country().keys()) >= 15


@pytest.mark.parametrize("country", SHOWN_IN_FULL_CONVERSATIONS)
def test_the_countries_of_the_full_conversations_have_several_sources_and_a_national_body(country: str) -> None:
    roles = [source.role for source in verified().values() if source.countries == (country,)]

    assert len(roles) >= 2
    assert Role.NATIONAL_BODY in roles
    assert Role.FINANCE in roles


@pytest.mark.parametrize(("country", "stage"), SHOWN_IN_FULL_CONVERSATIONS.items())
def test_their_own_sources_help_with_most_constraints_of_the_stage_shown(country: str, stage: StageId) -> None:
    own = [source for source in verified().values() if source.countries == (country,) and stage in source.stages]
    helped = {constraint for source in own for constraint in source.constraints} & set(CONSTRAINTS[stage])

    assert len(helped) > len(CONSTRAINTS[stage]) / 2


def test_no_economy_has_two_national_bodies() -> None:
    bodies = Counter(
        country for source in verified().values() if source.role is Role.NATIONAL_BODY for country in source.countries
    )

    assert [country for country, count in bodies.items() if count > 1] == []


def test_a_national_body_is_of_exactly_one_economy() -> None:
    assert [
        key for key, source in sources().items() if source.role is Role.NATIONAL_BODY and len(source.countries) != 1
    ] == []


@pytest.mark.parametrize("constraint", ALL_CONSTRAINTS)
def test_firms_anywhere_find_help_with_each_constraint(constraint: str) -> None:
    helpers = [s for s in verified().values() if usable_anywhere(s) and constraint in s.constraints]

    assert len(helpers) >= 4


@pytest.mark.parametrize("stage", CONSTRAINTS)
def test_help_with_a_constraint_is_offered_at_its_stage(stage: StageId) -> None:
    for constraint in CONSTRAINTS[stage]:
        at_stage = [s for s in verified().values() if constraint in s.constraints and stage in s.stages]
        assert len(at_stage) >= 4, constraint


def test_only_known_constraints_are_named_and_none_twice() -> None:
    for key, source in sources().items():
        assert set(source.constraints) <= set(ALL_CONSTRAINTS), key
        assert len(set(source.constraints)) == len(source.constraints), key
        assert len(set(source.countries)) == len(source.countries), key


def test_no_two_sources_share_a_name_or_an_address() -> None:
    names = Counter((source.name.lower(), source.countries) for source in sources().values())
    addresses = Counter(bare(source.address) for source in sources().values() if source.address)

    assert [name for name, count in names.items() if count > 1] == []
    assert [address for address, count in addresses.items() if count > 1] == []


def test_evidence_is_a_page_and_the_unverified_name_none() -> None:
    for key, source in sources().items():
        if source.evidence is Evidence.UNVERIFIED:
            assert source.evidence_url is None, key
            assert not source.address_seen, key
        else:
            assert str(source.evidence_url).startswith(("http://", "https://")), key


def test_an_address_is_one_address() -> None:
    for key, source in sources().items():
        assert source.address is None or re.fullmatch(r"[^\s;,]+\.[^\s;,]+", source.address), key


def test_nothing_was_checked_before_the_first_list() -> None:
    for key, source in sources().items():
        assert source.checked_on >= FIRST_LIST, key


def test_what_a_source_gives_is_one_short_sentence() -> None:
    for key, source in sources().items():
        assert len(source.gives) <= 150, key
        assert source.gives.endswith("."), key


def test_the_page_about_sources_counts_those_of_each_economy_right() -> None:
    rows = re.findall(r"^\| .+ \(([A-Z]{3})\) \| (\d+) \|", SOURCES_PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert {country: int(count) for country, count in rows} == of_one_country()

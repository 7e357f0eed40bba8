"""What a firm can do next, and who can help it."""

from __future__ import annotations

from advisor.core.assessment import assess
from advisor.core.plan import MOST_CONSTRAINTS, SOURCES_EACH, Plan, make_plan, sources_for, steps_for
from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import Knowledge, Role, Source, StageId
from tests.core.builders import CHECKED_ON, GROWTH, PREPARATION, firm, source, tiny

CONSTRAINTS = tuple(tiny().constraints)


def plan(profile: FirmProfile, knowledge: Knowledge | None = None) -> Plan:
    knowledge = knowledge or tiny()
    return make_plan(knowledge, profile, assess(knowledge, profile))


def ids(profile: FirmProfile, constraint: str = "market_choice", stage: StageId = PREPARATION) -> list[str]:
    return [one.id for one in sources_for(tiny(), profile, constraint, stage)]


def with_sources(**sources: Source) -> Knowledge:
    return tiny(sources=sources)


# The plan


def test_the_leading_constraints_each_get_a_step() -> None:
    made = plan(firm(country="MMR", sold="never"))
    assert [item.holding_back.constraint for item in made.items] == ["market_choice", "first_contacts", "standards"]
    assert [item.step.id for item in made.items] == ["read_figures", "go_to_fair", "ask_buyer"]
    assert len(made.items) == MOST_CONSTRAINTS


def test_the_plan_says_what_comes_afterwards() -> None:
    made = plan(firm(country="MMR", sold="never"))
    assert made.stage is PREPARATION
    assert made.afterwards == "preparation is done."
    assert made.then == ("Ways to sell",)


def test_a_firm_that_overruled_gets_the_plan_of_its_own_stage() -> None:
    made = plan(firm(country="MMR", sold="never").overruling(GROWTH))
    assert made.stage is GROWTH
    assert [item.holding_back.constraint for item in made.items][:2] == ["standards", "channels"]


def test_a_source_is_not_repeated_while_there_are_others() -> None:
    many = {f"guide_{count}": source(f"Guide {count}", constraints=CONSTRAINTS) for count in range(3 * SOURCES_EACH)}
    made = plan(firm(country="MMR", sold="never"), with_sources(**many))
    named = [one.id for item in made.items for one in item.sources]
    assert len(named) == len(set(named)) == MOST_CONSTRAINTS * SOURCES_EACH


def test_a_source_is_repeated_rather_than_left_out() -> None:
    made = plan(firm(country="MMR", sold="never"), with_sources(guide=source("Guide", constraints=CONSTRAINTS)))
    assert [[one.id for one in item.sources] for item in made.items] == [["guide"]] * MOST_CONSTRAINTS


def test_the_firms_own_country_leads_among_the_sources_of_a_step() -> None:
    made = plan(firm(country="THA", sold="never"))
    contacts = next(item for item in made.items if item.holding_back.constraint == "first_contacts")
    assert [one.id for one in contacts.sources] == ["thai_guide", "world_guide"]


def test_one_of_the_own_country_leads_even_if_it_was_named_before_and_others_were_not() -> None:
    own = {"own": source("Own", countries=("THA",), constraints=CONSTRAINTS)}
    many = {f"guide_{count}": source(f"Guide {count}", constraints=CONSTRAINTS) for count in range(3 * SOURCES_EACH)}
    made = plan(firm(country="THA", sold="never"), with_sources(**own, **many))
    assert [item.sources[0].id for item in made.items] == ["own"] * MOST_CONSTRAINTS
    others = [one.id for item in made.items for one in item.sources[1:]]
    assert len(others) == len(set(others)) == MOST_CONSTRAINTS * (SOURCES_EACH - 1)


# Steps


def test_steps_that_fit_the_firm_in_the_order_of_the_file() -> None:
    assert [one.id for one in steps_for(tiny(), firm(offer="services"), "market_choice")] == [
        "visit_clients",
        "read_figures",
    ]
    assert [one.id for one in steps_for(tiny(), firm(), "market_choice")] == ["read_figures"]


def test_a_step_tells_all_that_the_firm_needs_to_start() -> None:
    (step,) = steps_for(tiny(), firm(), "standards")
    assert step.model_dump() == {
        "id": "ask_buyer",
        "title": "Ask a buyer",
        "do": "Do it.",
        "who": "the owner",
        "effort": "a day",
        "time": "a week",
        "result": "a list",
    }


# Sources


def test_sources_of_the_own_country_come_first_then_the_region_then_the_world() -> None:
    assert ids(firm(country="THA")) == ["thai_guide", "asean_guide", "world_guide", "late_guide"]


def test_sources_of_other_countries_are_left_out() -> None:
    assert ids(firm(country="DEU")) == ["german_guide", "world_guide", "late_guide"]
    assert ids(firm()) == ["world_guide", "late_guide"]


def test_among_equals_those_of_the_stage_come_first() -> None:
    knowledge = with_sources(late=source("Late", stages=(GROWTH,)), always=source("Always"))
    for_beginners = sources_for(knowledge, firm(), "market_choice", PREPARATION)
    for_the_grown = sources_for(knowledge, firm(), "market_choice", GROWTH)
    assert [one.id for one in for_beginners] == ["always", "late"]
    assert [one.id for one in for_the_grown] == ["late", "always"]


def test_a_source_that_the_step_names_comes_first_among_equals_even_if_it_is_about_something_else() -> None:
    named = sources_for(tiny(), firm(country="THA"), "market_choice", PREPARATION, ["figures"])
    assert [one.id for one in named] == ["thai_guide", "asean_guide", "figures", "world_guide", "late_guide"]


def test_unverified_sources_are_never_named() -> None:
    assert "rumour" in tiny().sources
    assert "rumour" not in ids(firm(country="THA"))


def test_a_source_that_an_answer_rules_out_is_left_out_but_not_for_want_of_an_answer() -> None:
    assert "for_goods" in ids(firm(), "standards")
    assert "for_goods" in ids(firm(offer="goods"), "standards")
    assert "for_goods" not in ids(firm(offer="services"), "standards")


def test_an_address_is_told_only_when_it_was_seen() -> None:
    addresses = {one.id: one.address for one in sources_for(tiny(), firm(), "standards", PREPARATION)}
    assert addresses == {"figures": "example.org", "for_goods": None}


def test_a_source_tells_whether_it_is_of_the_own_country_and_when_it_was_checked() -> None:
    thai, asean, *_ = sources_for(tiny(), firm(country="THA"), "market_choice", PREPARATION)
    assert (thai.own_country, asean.own_country) == (True, False)
    assert thai.checked_on == CHECKED_ON


# Bodies that help with everything


def test_the_national_body_comes_before_the_regional_one() -> None:
    made = plan(firm(country="THA"))
    assert [one.id for one in made.bodies] == ["thai_body", "asean_body"]
    assert made.national_body_known


def test_where_no_national_body_is_known_the_plan_says_so_and_names_the_regional_one() -> None:
    made = plan(firm(country="MMR"))
    assert [one.id for one in made.bodies] == ["asean_body"]
    assert not made.national_body_known


def test_a_firm_of_an_unknown_country_has_no_body_of_its_own() -> None:
    assert plan(firm()).bodies == ()


def test_among_bodies_as_near_the_national_one_comes_first() -> None:
    knowledge = with_sources(
        regional=source("Regional", role=Role.REGIONAL_BODY, countries=("THA",)),
        national=source("National", role=Role.NATIONAL_BODY, countries=("THA",)),
    )
    assert [one.id for one in plan(firm(country="THA"), knowledge).bodies] == ["national", "regional"]

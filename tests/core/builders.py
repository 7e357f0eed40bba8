"""A tiny knowledge with round figures, so that a test can be followed by hand, and firms that talk with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from advisor.core.profile import FirmProfile
from advisor.knowledge.schema import (
    ByStage,
    Constraint,
    Country,
    Evidence,
    Income,
    Knowledge,
    Level,
    NextStep,
    Option,
    Prior,
    Question,
    Role,
    Section,
    Source,
    Stage,
    StageId,
)

PREPARATION, ACTIVE, GROWTH = StageId
CHECKED_ON = date(2025, 1, 15)

ANSWERS = {
    "sold": ("never", "sometimes", "always"),
    "markets": ("one", "many"),
    "plan": ("no", "yes"),
    "weather": ("sunny", "rainy"),
}
"""The evidence questions of the tiny knowledge. The weather says nothing about a firm."""


def tiny(**changed: object) -> Knowledge:
    """The tiny knowledge; a part named is put in its place."""
    parts: dict[str, object] = {
        "stages": {stage: _stage(stage) for stage in StageId},
        "constraints": _constraints(),
        "questions": questions(),
        "next_steps": _next_steps(),
        "sources": _sources(),
        "countries": _countries(),
        "priors": _priors(),
        "faq": {},
        "wording": {},
    }
    return Knowledge.model_validate({**parts, **changed})


def with_more(section: Section, number: int) -> Knowledge:
    """The tiny knowledge with further questions of a section (`more_1`, `more_2`...) that say a little each."""
    option = {Section.EVIDENCE: _weak_evidence, Section.CONSTRAINTS: _about_contacts}[section]
    more = {f"more_{count}": _question(section, no=option(0.45), yes=option(0.55)) for count in range(1, number + 1)}
    return tiny(questions={**questions(), **more})


def firm(**answers: str) -> FirmProfile:
    """A firm with these answers, in this order: `firm(country="THA", sold="never")`."""
    profile = FirmProfile()
    for question_id, option in answers.items():
        profile = profile.with_answer(question_id, option)
    return profile


def firms() -> st.SearchStrategy[FirmProfile]:
    """Any firm: each question answered in some way or not, in any order."""
    given_answers = st.fixed_dictionaries(
        {},
        optional={"country": st.sampled_from(["MMR", "THA", "DEU"])}
        | {k: st.sampled_from(v) for k, v in ANSWERS.items()},
    )
    return given_answers.flatmap(lambda answers: st.permutations(list(answers.items()))).map(
        lambda pairs: firm(**dict(pairs))
    )


def by_stage(preparation: float, active: float, growth: float) -> ByStage:
    """Figures for the three stages."""
    return {PREPARATION: preparation, ACTIVE: active, GROWTH: growth}


def beliefs_of_any_firm() -> st.SearchStrategy[ByStage]:
    """Probabilities of the three stages that add up to 1, none of them quite 0."""
    weights = st.tuples(*[st.floats(0.001, 1)] * 3)
    return weights.map(lambda three: by_stage(*(weight / sum(three) for weight in three)))


def likelihoods() -> st.SearchStrategy[ByStage]:
    """How likely an answer is in each stage."""
    return st.tuples(*[st.floats(0.001, 0.999)] * 3).map(lambda three: by_stage(*three))


def option(means: str = "you said so", **fields: object) -> Option:
    """An option of a question."""
    return Option.model_validate({"title": means[:40], "means": means, **fields})


def evidence_option(means: str, preparation: float, active: float, growth: float, **fields: object) -> Option:
    """An option of an evidence question."""
    return option(means, likelihood=by_stage(preparation, active, growth), reason="test", **fields)


def questions() -> dict[str, Question]:
    """The questions of the tiny knowledge."""
    return {
        "country": _question(Section.BASICS, pick="country"),
        "offer": _question(Section.BASICS, goods=option("you sell goods"), services=option("you sell services")),
        "sold": _question(
            Section.EVIDENCE,
            never=evidence_option("you never sold abroad", 0.8, 0.1, 0.1, contradicts={"markets": ("many",)}),
            sometimes=evidence_option("you sold abroad sometimes", 0.1, 0.7, 0.2),
            always=evidence_option("you sell abroad always", 0.1, 0.2, 0.7),
        ),
        "markets": _question(
            Section.EVIDENCE,
            only_if={"sold": ("sometimes", "always")},
            one=evidence_option("you sell to one market", 0.9, 0.6, 0.2),
            many=evidence_option("you sell to many markets", 0.1, 0.4, 0.8, contradicts={"sold": ("never",)}),
        ),
        "plan": _question(
            Section.EVIDENCE,
            no=evidence_option("you have no plan", 0.75, 0.5, 0.25, constraints={"market_choice": 3.0}),
            yes=evidence_option("you have a plan", 0.25, 0.5, 0.75, constraints={"market_choice": 0.5}),
        ),
        "weather": _question(
            Section.EVIDENCE,
            sunny=evidence_option("it is sunny", 0.6, 0.6, 0.6),
            rainy=evidence_option("it rains", 0.4, 0.4, 0.4),
        ),
        "fairs": _question(
            Section.CONSTRAINTS,
            never=option("you were never at a fair", constraints={"first_contacts": 4.0, "market_choice": 1.5}),
            often=option("you go to fairs often", constraints={"first_contacts": 0.25}),
        ),
        "papers": _question(
            Section.CONSTRAINTS,
            only_if={"offer": ("goods",)},
            missing=option("buyers miss your papers", constraints={"standards": 4.0}),
            complete=option("your papers are complete", constraints={"standards": 0.5}),
        ),
        "mood": _question(Section.CONSTRAINTS, good=option("you are well"), bad=option("you are not well")),
    }


def source(name: str, **fields: object) -> Source:
    """A source that serves everybody, unless said otherwise."""
    given: dict[str, object] = {
        "name": name,
        "owner": "An owner",
        "role": Role.INFORMATION,
        "address": "example.org",
        "address_seen": True,
        "gives": "something",
        "cost": "free",
        "region": "the world",
        "stages": tuple(StageId),
        "constraints": ("market_choice",),
        "evidence": Evidence.OWN_PAGE,
        "evidence_url": "example.org/about",
        "checked_on": CHECKED_ON,
    }
    return Source.model_validate({**given, **fields})


def next_step(constraint: str, title: str, **fields: object) -> NextStep:
    """Something to do about a constraint."""
    given = {"do": "Do it.", "who": "the owner", "effort": "a day", "time": "a week", "result": "a list"}
    return NextStep.model_validate({"constraint": constraint, "title": title, **given, **fields})


def _question(
    section: Section, *, only_if: Mapping[str, Any] | None = None, pick: str = "option", **options: Option
) -> Question:
    fields: dict[str, Any] = {"pick": pick, "only_if": only_if or {}, "options": options}
    return Question(section=section, text="Which?", reworded="Which one?", why="To know.", topic="this", **fields)


def _weak_evidence(share: float) -> Option:
    return evidence_option(f"something at {share}", share, 0.5, 1 - share)


def _about_contacts(share: float) -> Option:
    return option(f"something at {share}", constraints={"first_contacts": 10 * share})


def _stage(stage: StageId) -> Stage:
    return Stage(
        name=stage.value,
        short="there",
        meaning="It is so.",
        emphasis="Help.",
        moving_on=f"{stage.value} is done.",
        impression=f"it sounds like {stage.value}",
        reference="r",
    )


def _constraints() -> dict[str, Constraint]:
    return {
        "market_choice": _constraint("Choosing a market", PREPARATION, by_stage(0.5, 0.4, 0.2)),
        "first_contacts": _constraint("Meeting buyers", ACTIVE, by_stage(0.3, 0.5, 0.1)),
        "standards": _constraint("Standards", GROWTH, by_stage(0.1, 0.2, 0.5)),
        "channels": _constraint("Ways to sell", GROWTH, by_stage(0.05, 0.1, 0.4)),
    }


def _constraint(name: str, stage: StageId, prior: ByStage) -> Constraint:
    return Constraint(
        name=name,
        stage=stage,
        meaning="It holds you back.",
        signs=("one", "two"),
        prior=prior,
        prior_reason="test",
        reference="r",
    )


def _next_steps() -> dict[str, NextStep]:
    return {
        "visit_clients": next_step("market_choice", "Visit clients", only_if={"offer": ("services",)}),
        "read_figures": next_step("market_choice", "Read figures", sources=("figures",)),
        "go_to_fair": next_step("first_contacts", "Go to a fair"),
        "ask_buyer": next_step("standards", "Ask a buyer"),
        "find_agent": next_step("channels", "Find an agent"),
    }


def _sources() -> dict[str, Source]:
    return {
        "world_guide": source("World guide", constraints=("market_choice", "first_contacts")),
        "figures": source("Figures", constraints=("standards",)),
        "late_guide": source("Late guide", stages=(GROWTH,)),
        "asean_guide": source("ASEAN guide", countries=("MMR", "THA")),
        "thai_guide": source("Thai guide", countries=("THA",), constraints=("market_choice", "first_contacts")),
        "german_guide": source("German guide", countries=("DEU",)),
        "rumour": source("Rumour", evidence=Evidence.UNVERIFIED, evidence_url=None, countries=("THA",)),
        "for_goods": source("For goods", only_if={"offer": ("goods",)}, address_seen=False, constraints=("standards",)),
        "thai_body": source("Thai body", role=Role.NATIONAL_BODY, countries=("THA",), constraints=("channels",)),
        "asean_body": source(
            "ASEAN body", role=Role.REGIONAL_BODY, countries=("MMR", "THA"), constraints=("channels",)
        ),
    }


def _countries() -> dict[str, Country]:
    return {
        "MMR": _country("Myanmar", Income.LOWER_MIDDLE, least_developed=True, asia_pacific=True),
        "THA": _country("Thailand", Income.UPPER_MIDDLE, asia_pacific=True),
        "DEU": _country("Germany", Income.HIGH),
        "ETH": _country("Ethiopia", Income.LOW),
        "VEN": _country("Venezuela", Income.UNCLASSIFIED),
    }


def _country(name: str, income: Income, **fields: bool) -> Country:
    return Country(name=name, iso2=None, region="r", income=income, income_year=2025, **fields)


def _priors() -> dict[Level, Prior]:
    shares = {
        Level.LEAST_DEVELOPED: by_stage(0.6, 0.3, 0.1),
        Level.LOWER_MIDDLE: by_stage(0.5, 0.3, 0.2),
        Level.UPPER_MIDDLE: by_stage(0.4, 0.4, 0.2),
        Level.HIGH: by_stage(0.3, 0.3, 0.4),
        Level.UNKNOWN: by_stage(0.5, 0.25, 0.25),
    }
    return {level: Prior(name=level.value, stages=stages, reason="test") for level, stages in shares.items()}

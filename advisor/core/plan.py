"""What a firm can do next: its main constraints in order, each with a step and who can help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from advisor.core.assessment import Assessment
from advisor.core.diagnosis import HoldingBack
from advisor.core.profile import FirmProfile, Frozen, holds, ruled_out
from advisor.knowledge.schema import Evidence, Knowledge, NextStep, Role, Source, StageId

MOST_CONSTRAINTS = 3
"""A plan with more is not read."""
SOURCES_EACH = 3
BODIES = frozenset({Role.NATIONAL_BODY, Role.REGIONAL_BODY})


class Step(Frozen):
    """Something to do."""

    id: str
    title: str
    do: str
    who: str
    effort: str
    time: str
    result: str


class Help(Frozen):
    """A source as named to a firm. Only verified ones are."""

    id: str
    name: str
    owner: str
    role: Role
    address: str | None
    """None when the address itself was not seen: search for the name."""
    gives: str
    cost: str
    region: str
    own_country: bool
    """Whether it serves firms of the firm's country in particular."""
    checked_on: date
    evidence: Evidence
    evidence_url: str | None
    note: str | None


class Item(Frozen):
    """One constraint of the plan."""

    holding_back: HoldingBack
    step: Step
    sources: tuple[Help, ...]


class Plan(Frozen):
    """What to do, in order."""

    stage: StageId
    items: tuple[Item, ...]
    bodies: tuple[Help, ...]
    """Who can help with all of it: the country's own body first, else the regional one."""
    national_body_known: bool
    afterwards: str
    """What a firm has done when it leaves its stage."""
    then: tuple[str, ...]
    """Names of the constraints that come next."""


def make_plan(knowledge: Knowledge, profile: FirmProfile, assessment: Assessment) -> Plan:
    """The plan for a firm."""
    leading = assessment.constraints[:MOST_CONSTRAINTS]
    bodies = _bodies(knowledge, profile)
    return Plan(
        stage=assessment.stage,
        items=tuple(_items(knowledge, profile, assessment.stage, leading)),
        bodies=bodies,
        national_body_known=any(body.role is Role.NATIONAL_BODY for body in bodies),
        afterwards=knowledge.stages[assessment.stage].moving_on,
        then=tuple(item.name for item in assessment.constraints[MOST_CONSTRAINTS : 2 * MOST_CONSTRAINTS]),
    )


def steps_for(knowledge: Knowledge, profile: FirmProfile, constraint: str) -> tuple[Step, ...]:
    """The steps about a constraint that fit the firm, in the order in which to offer them."""
    return tuple(
        _step(key, step)
        for key, step in knowledge.next_steps.items()
        if step.constraint == constraint and holds(step.only_if, profile)
    )


def sources_for(
    knowledge: Knowledge, profile: FirmProfile, constraint: str, stage: StageId, named_by: Iterable[str] = ()
) -> tuple[Help, ...]:
    """The verified sources about a constraint that the firm can use: its own country's first, then the nearest.

    Args:
        named_by: ids of sources that a step names, which come first among equals.
    """
    named = frozenset(named_by)
    fitting = {
        key: source
        for key, source in knowledge.sources.items()
        if (constraint in source.constraints or key in named) and _serves(source, profile)
    }

    def rank(key: str) -> tuple[int, bool, bool]:
        source = fitting[key]
        return _distance(source), key not in named, stage not in source.stages

    return tuple(_help(key, fitting[key], profile) for key in sorted(fitting, key=rank))


def sources_named(knowledge: Knowledge, profile: FirmProfile, ids: Iterable[str]) -> tuple[Help, ...]:
    """The verified ones of these sources that the firm can use, in the order given."""
    return tuple(_help(key, knowledge.sources[key], profile) for key in ids if _serves(knowledge.sources[key], profile))


def _items(
    knowledge: Knowledge, profile: FirmProfile, stage: StageId, leading: Iterable[HoldingBack]
) -> Iterator[Item]:
    shown: set[str] = set()
    for holding_back in leading:
        step = steps_for(knowledge, profile, holding_back.constraint)[0]
        named = knowledge.next_steps[step.id].sources
        sources = sources_for(knowledge, profile, holding_back.constraint, stage, named)
        chosen = _varied(sources, shown)
        shown.update(source.id for source in chosen)
        yield Item(holding_back=holding_back, step=step, sources=chosen)


def _varied(sources: tuple[Help, ...], shown: set[str]) -> tuple[Help, ...]:
    """The first few, those not named before in the plan first; one of the firm's own country leads all the same."""
    fresh_first = sorted(sources, key=lambda source: source.id in shown)
    own = next((source for source in fresh_first if source.own_country), None)
    chosen = sorted(fresh_first, key=lambda source: source is not own)[:SOURCES_EACH]
    return tuple(sorted(chosen, key=lambda source: not source.own_country))


def _bodies(knowledge: Knowledge, profile: FirmProfile) -> tuple[Help, ...]:
    fitting = {
        key: source for key, source in knowledge.sources.items() if source.role in BODIES and _serves(source, profile)
    }
    nearest = sorted(fitting, key=lambda key: (_distance(fitting[key]), fitting[key].role is not Role.NATIONAL_BODY))
    return tuple(_help(key, fitting[key], profile) for key in nearest[:SOURCES_EACH])


def _serves(source: Source, profile: FirmProfile) -> bool:
    here = not source.countries or profile.country in source.countries
    return source.verified and here and not ruled_out(source.only_if, profile)


def _distance(source: Source) -> int:
    """Number of countries served, the whole world counting as more than any number."""
    everywhere = 1000
    return len(source.countries) or everywhere


def _step(key: str, step: NextStep) -> Step:
    return Step(id=key, **step.model_dump(include={"title", "do", "who", "effort", "time", "result"}))


def _help(key: str, source: Source, profile: FirmProfile) -> Help:
    fields = source.model_dump(
        include={"name", "owner", "role", "gives", "cost", "region", "checked_on", "evidence", "evidence_url", "note"}
    )
    return Help(
        id=key,
        address=source.address if source.address_seen else None,
        own_country=source.countries == (profile.country,),
        **fields,
    )

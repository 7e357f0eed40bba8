"""What the page of a plan says, before it becomes HTML or PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from advisor.core.assessment import Assessment
from advisor.core.certainty import percent_words, sure_words
from advisor.core.plan import Help, Item, Plan
from advisor.core.profile import FirmProfile
from advisor.gateway.assessments import Report
from advisor.knowledge.schema import Knowledge, StageId

FACTS_FOR, FACTS_AGAINST = 6, 3
"""More than a message holds: a page has room."""
WEB_ADDRESS = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}(/[^\s<>\"]*)?", re.IGNORECASE)

WORDING = (
    "at_most_sure",
    "nothing_would_change",
    "one_answer",
    "several_answers",
    "speaks_for_it",
    "sure_fair",
    "sure_high",
    "sure_leaning",
    "sure_low",
    "would_change",
    "your_country",
    "plan_afterwards",
    "plan_because",
    "plan_checked",
    "plan_cost",
    "plan_do",
    "plan_effort",
    "plan_first_guess",
    "plan_for_country",
    "plan_from",
    "plan_helpers",
    "plan_helpers_regional",
    "plan_left_over",
    "plan_made",
    "plan_no_address",
    "plan_no_help",
    "plan_note",
    "plan_page",
    "plan_number",
    "plan_pdf",
    "plan_private",
    "plan_result",
    "plan_sources",
    "plan_speaks_against",
    "plan_stage",
    "plan_stage_early",
    "plan_stage_heading",
    "plan_stage_overruled",
    "plan_stages_chart",
    "plan_steps_heading",
    "plan_then",
    "plan_time",
    "plan_title",
    "plan_who",
)


@dataclass(frozen=True)
class Bar:
    """How likely one stage is."""

    name: str
    percent: int
    words: str
    chosen: bool


@dataclass(frozen=True)
class SourceLine:
    """Who can help, and where to find them."""

    name: str
    owner: str
    gives: str
    cost: str
    address: str
    link: str | None
    checked: str


@dataclass(frozen=True)
class StepBlock:
    """One thing that holds the firm back, and what to do about it."""

    heading: str
    left_over: str | None
    meaning: str
    because: tuple[str, ...]
    title: str
    lines: tuple[tuple[str, str], ...]
    """Label and text."""
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True)
class PlanPage:
    """All that stands on the page, in the order in which it is read."""

    made: str
    stage: str
    meaning: str
    first_guess: str | None
    bars: tuple[Bar, ...]
    facts_for: tuple[str, ...]
    facts_against: tuple[str, ...]
    change: str
    steps: tuple[StepBlock, ...]
    helpers_heading: str
    helpers: tuple[SourceLine, ...]
    then: tuple[str, ...]
    afterwards: str
    words: Mapping[str, str]
    """Headings and labels, by their key in wording.yml."""


def plan_page(knowledge: Knowledge, report: Report, today: date) -> PlanPage:
    """The page of the plan in a report."""
    assessment = Assessment.model_validate({key: report[key] for key in Assessment.model_fields})
    return _Writer(knowledge, assessment, FirmProfile.model_validate(report["profile"])).page(
        Plan.model_validate(report["plan"]), today
    )


@dataclass(frozen=True)
class _Writer:
    knowledge: Knowledge
    assessment: Assessment
    profile: FirmProfile

    def page(self, plan: Plan, today: date) -> PlanPage:
        evidence = self.assessment.evidence
        return PlanPage(
            made=self._made(today),
            stage=self._stage(),
            meaning=self.knowledge.stages[self.assessment.stage].meaning,
            first_guess=self._first_guess(),
            bars=tuple(self._bar(stage) for stage in StageId),
            facts_for=tuple(weight.fact for weight in evidence if weight.weight > 0)[:FACTS_FOR],
            facts_against=tuple(weight.fact for weight in evidence if weight.weight < 0)[:FACTS_AGAINST],
            change=self._change(),
            steps=tuple(self._step(number, item) for number, item in enumerate(plan.items, start=1)),
            helpers_heading=self._say(
                "plan_helpers" if plan.national_body_known else "plan_helpers_regional", country=self._country()
            ),
            helpers=self._sources(plan.bodies),
            then=plan.then,
            afterwards=plan.afterwards,
            words={key: self.knowledge.wording[key] for key in WORDING},
        )

    def _say(self, key: str, **facts: object) -> str:
        return self.knowledge.wording[key].format(**facts)

    def _country(self) -> str:
        country = self.knowledge.countries.get(self.profile.country or "")
        return country.spoken if country else self._say("your_country")

    def _made(self, today: date) -> str:
        key = "plan_for_country" if self.profile.country in self.knowledge.countries else "plan_made"
        return self._say(key, country=self._country(), date=spoken_date(today))

    def _stage(self) -> str:
        stage = self.knowledge.stages[self.assessment.stage]
        certainty = self.assessment.certainty
        key = "plan_stage_early" if self.assessment.early else "plan_stage"
        return self._say(
            "plan_stage_overruled" if self.assessment.overruled else key,
            name=stage.name,
            short=stage.short,
            sure=sure_words(self.knowledge, certainty),
            percent=percent_words(self.knowledge, certainty),
            inferred=self.knowledge.stages[self.assessment.inferred_stage].short,
        )

    def _first_guess(self) -> str | None:
        if not self.assessment.early:
            return None
        count = self.assessment.answers
        key = "one_answer" if count == 1 else "several_answers"
        return self._say("plan_first_guess", count=self._say(key, count=count))

    def _bar(self, stage: StageId) -> Bar:
        probability = self.assessment.probabilities[stage]
        return Bar(
            name=self.knowledge.stages[stage].name,
            percent=round(100 * probability),
            words=self._say("plan_from", percent=percent_words(self.knowledge, probability)),
            chosen=stage is self.assessment.stage,
        )

    def _change(self) -> str:
        change = next(iter(self.assessment.would_change), None)
        if change is None:
            return self._say("nothing_would_change")
        return self._say("would_change", fact=change.fact, short=self.knowledge.stages[change.stage].short)

    def _step(self, number: int, item: Item) -> StepBlock:
        step = item.step
        return StepBlock(
            heading=self._say("plan_number", number=number, name=item.holding_back.name),
            left_over=self._say("plan_left_over") if item.holding_back.left_over else None,
            meaning=item.holding_back.meaning,
            because=item.holding_back.because,
            title=step.title,
            lines=tuple(
                (self._say(f"plan_{part}"), getattr(step, part)) for part in ("do", "who", "effort", "time", "result")
            ),
            sources=self._sources(item.sources),
        )

    def _sources(self, sources: Iterable[Help]) -> tuple[SourceLine, ...]:
        return tuple(
            SourceLine(
                name=source.name,
                owner=source.owner,
                gives=source.gives,
                cost=self._say("plan_cost", cost=source.cost),
                address=source.address or self._say("plan_no_address"),
                link=link_to(source.address or ""),
                checked=self._say("plan_checked", date=spoken_date(source.checked_on)),
            )
            for source in sources
        )


def link_to(address: str) -> str | None:
    """Where an address leads to, if it is one of the web.

    >>> link_to("www.trademap.org")
    'https://www.trademap.org'
    """
    match = WEB_ADDRESS.fullmatch(address)
    if match is None:
        return None
    return address if match.group(1) else f"https://{address}"


def spoken_date(day: date) -> str:
    """Such as "3 May 2026"."""
    return f"{day.day} {day:%B %Y}"

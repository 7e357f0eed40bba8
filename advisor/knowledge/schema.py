"""The records that the advisor's knowledge is made of, as they stand in `knowledge/*.yml`.

Each file maps an id to a record. Records are frozen and refuse unknown keys. What one record alone can get wrong is
refused here; what needs several files to be seen is in `checks.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Probability = Annotated[float, Field(gt=0, lt=1)]
Ratio = Annotated[float, Field(gt=0, le=20)]
"""How many times as likely an answer is from a firm that has a constraint as from one that has not."""

Conditions = dict[Id, tuple[str, ...]]
"""Question id -> the options of which the firm must have chosen one. All questions named must hold."""

SUM_TOLERANCE = 0.001


class StageId(StrEnum):
    """The three stages of the source text, in the order in which firms pass them."""

    PREPARATION = "preparation"
    ACTIVE_ENGAGEMENT = "active_engagement"
    GROWTH_AND_EXPANSION = "growth_and_expansion"


ByStage = dict[StageId, Probability]


class Record(BaseModel):
    """Frozen, and strict about keys. The words under a field reach editors through the JSON Schemas."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True)


def _must_name_every_stage(field: str, by_stage: Mapping[StageId, float]) -> None:
    missing = [stage.value for stage in StageId if stage not in by_stage]
    if missing:
        raise ValueError(f"{field} lacks {', '.join(missing)}; expected a probability for each of the three stages")


def _must_sum_to_one(field: str, values: Mapping[StageId, float]) -> None:
    total = math.fsum(values.values())
    if abs(total - 1) > SUM_TOLERANCE:
        raise ValueError(f"{field} adds up to {total:.3f}; expected 1")


class Stage(Record):
    """One stage of internationalization."""

    name: Text
    short: Text
    """Completes "Your firm is ...", for the firm."""
    meaning: Text
    """What the stage is, for the firm, in two or three sentences."""
    emphasis: Text
    """What policy and support concentrate on at this stage, after the source text."""
    moving_on: Text
    """What a firm has done when it leaves this stage."""
    impression: Text
    """For the firm: what its own sentences sound like, where they speak for this stage as a whole."""
    reference: Text


class Constraint(Record):
    """Something that holds firms back on their way abroad."""

    name: Text
    stage: StageId
    """The stage with which the source text links it."""
    meaning: Text
    """What it means for a firm, in plain words, in the second person."""
    signs: Annotated[tuple[Text, ...], Field(min_length=2)]
    """What shows an adviser that a firm has it."""
    prior: ByStage
    """How often it is among the main constraints of firms at each stage. Lingers where it is not small."""
    prior_reason: Text
    reference: Text

    @model_validator(mode="after")
    def _check(self) -> Constraint:
        _must_name_every_stage("prior", self.prior)
        return self


class Option(Record):
    """One possible answer to a question."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """The words on the button."""
    means: Text
    """The fact, told back to the firm: a clause in the second person without full stop ("you sell to one market")."""
    words: tuple[Text, ...] = ()
    """Other words in which firms say this when asked, beside the title."""
    telling: tuple[Text, ...] = ()
    """Words that say this whatever was asked ("we never exported")."""
    plain: Literal["yes", "no"] | None = None
    """Whether a bare "yes" or "no" chooses this option."""
    range: tuple[float, float] | None = None
    """The numbers that choose this option: from (included) to (not included)."""
    likelihood: ByStage | None = None
    """P(this answer | stage). Given for every option of an evidence question, adding up to 1 over the options."""
    reason: Text | None = None
    """Why the likelihoods are what they are, or the source of the figures."""
    constraints: dict[Id, Ratio] = {}
    """Constraint id -> likelihood ratio of this answer for firms with and without that constraint."""
    contradicts: Conditions = {}
    """Answers to other questions with which this one cannot be true."""

    @model_validator(mode="after")
    def _check(self) -> Option:
        if self.likelihood is not None:
            _must_name_every_stage("likelihood", self.likelihood)
            if self.reason is None:
                raise ValueError("reason is missing; expected why the likelihoods are what they are")
        if self.range is not None and self.range[0] >= self.range[1]:
            raise ValueError(f"range {list(self.range)} is empty; expected [from, to] with from < to")
        return self


class Section(StrEnum):
    """The part of the conversation that a question belongs to."""

    BASICS = "basics"
    EVIDENCE = "evidence"
    CONSTRAINTS = "constraints"


class Quantity(StrEnum):
    """What a number in an answer counts."""

    PERCENT = "percent"
    MARKETS = "markets"
    YEARS = "years"
    PEOPLE = "people"


class Question(Record):
    """Something the advisor may ask. The basics are asked in file order, the rest where they tell most."""

    section: Section
    text: Text
    reworded: Text
    """The same in other words, for when the first was not understood."""
    why: Text
    """Why we ask, for the firm."""
    topic: Text
    """Names the subject in a list of answers to correct ("how orders came")."""
    pick: Literal["option", "country"] = "option"
    """`country`: the answer is an economy of countries.yml and there are no options."""
    counts: Quantity | None = None
    """What a bare number means here; options then have ranges."""
    cues: tuple[Text, ...] = ()
    """Words beside which a number (or, for a country, right before which) answers this whatever was asked."""
    not_after: tuple[Text, ...] = ()
    """Words shortly before a cue for a country that make it somebody else's ("we sell *to a* firm in")."""
    of_plans: bool = False
    """Whether a plan or a wish answers it ("we want to sell to Japan"). Elsewhere only what was done counts."""
    of_foreign_sales: bool = False
    """Whether it is about sales abroad that were made. A sentence that names only places of the firm's own country does
    not tell them ("we supply four supermarkets in Yerevan"), except that there are none."""
    only_if: Conditions = {}
    """Asked only when these answers were given."""
    options: dict[Id, Option] = {}

    @model_validator(mode="after")
    def _check(self) -> Question:
        if self.pick == "option" and len(self.options) < 2:
            raise ValueError("options are too few; expected at least two")
        if self.pick == "country" and self.options:
            raise ValueError("a question with `pick: country` has no options of its own; expected none")
        if self.section is Section.EVIDENCE:
            self._check_likelihoods()
        return self

    def _check_likelihoods(self) -> None:
        for option_id, option in self.options.items():
            if option.likelihood is None:
                raise ValueError(f"option {option_id} lacks likelihood; an evidence question needs it for each option")
        for stage in StageId:
            total = math.fsum(option.likelihood[stage] for option in self.options.values() if option.likelihood)
            if abs(total - 1) > SUM_TOLERANCE:
                raise ValueError(
                    f"likelihoods under {stage.value} add up to {total:.3f}; expected 1 over all options of a question"
                )


class NextStep(Record):
    """Something a firm can do about a constraint, starting on Monday. The first that fits is offered first."""

    constraint: Id
    title: Text
    do: Text
    who: Text
    effort: Text
    """Working time ("two days")."""
    time: Text
    """Time that passes until it is done ("three weeks")."""
    result: Text
    """What the firm holds in its hand afterwards."""
    only_if: Conditions = {}
    sources: tuple[Id, ...] = ()


class Evidence(StrEnum):
    """How it is known that a source exists."""

    OWN_PAGE = "own_page"
    THIRD_PARTY_PAGE = "third_party_page"
    UNVERIFIED = "unverified"


class Role(StrEnum):
    """What kind of help a source is."""

    NATIONAL_BODY = "national_body"
    REGIONAL_BODY = "regional_body"
    INFORMATION = "information"
    TRAINING = "training"
    FINANCE = "finance"
    FAIR = "fair"
    MARKETPLACE = "marketplace"
    SUPPORT = "support"


class Source(Record):
    """Someone who can help or somewhere to look things up."""

    name: Text
    owner: Text
    role: Role
    address: Text | None = None
    address_seen: bool
    """Whether the address itself was read on a page; if not, the firm is told to search for the name."""
    gives: Text
    cost: Text
    region: Text
    """Who it serves, in words."""
    countries: tuple[Iso3, ...] = ()
    """Where the firms that it serves are; none named: anywhere."""
    markets: Text | None = None
    """The foreign market that it is about, if only one."""
    stages: Annotated[tuple[StageId, ...], Field(min_length=1)]
    constraints: Annotated[tuple[Id, ...], Field(min_length=1)]
    only_if: Conditions = {}
    evidence: Evidence
    evidence_url: Text | None
    checked_on: date
    note: Text | None = None

    @property
    def verified(self) -> bool:
        """Whether a page was read that shows it exists. Only such sources are named to firms."""
        return self.evidence is not Evidence.UNVERIFIED

    @model_validator(mode="after")
    def _check(self) -> Source:
        if self.verified and self.evidence_url is None:
            raise ValueError("evidence_url is missing; expected the page that was read, or `evidence: unverified`")
        if self.address_seen and self.address is None:
            raise ValueError("address is missing though address_seen is true; expected the address")
        return self


class Income(StrEnum):
    """World Bank income groups."""

    LOW = "low"
    LOWER_MIDDLE = "lower_middle"
    UPPER_MIDDLE = "upper_middle"
    HIGH = "high"
    UNCLASSIFIED = "unclassified"


class Country(Record):
    """An economy, with what says how developed it is."""

    name: Text
    iso2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None
    other_names: tuple[Text, ...] = ()
    people: tuple[Text, ...] = ()
    """What its people and things are called ("Thai", "Burmese")."""
    region: Text
    income: Income
    income_year: int
    least_developed: bool = False
    landlocked_developing: bool = False
    small_island: bool = False
    asia_pacific: bool = False
    """Member or associate member of UN ESCAP."""
    article: bool = False
    """Whether English says "the" before the name ("the Philippines")."""

    @property
    def spoken(self) -> str:
        """The name as it stands inside a sentence."""
        return f"the {self.name}" if self.article else self.name


class Level(StrEnum):
    """Levels of development that priors.yml tells apart."""

    LEAST_DEVELOPED = "least_developed"
    LOWER_MIDDLE = "lower_middle"
    UPPER_MIDDLE = "upper_middle"
    HIGH = "high"
    UNKNOWN = "unknown"


class Prior(Record):
    """Where most firms of economies at one level of development stand: a first guess about one firm."""

    name: Text
    stages: ByStage
    reason: Text

    @model_validator(mode="after")
    def _check(self) -> Prior:
        _must_name_every_stage("stages", self.stages)
        _must_sum_to_one("stages", self.stages)
        return self


class Topic(StrEnum):
    """What questions of firms are about."""

    GETTING_STARTED = "getting_started"
    MARKET_RESEARCH = "market_research"
    FINDING_BUYERS = "finding_buyers"
    TRADE_FAIRS = "trade_fairs"
    LOGISTICS = "logistics"
    CUSTOMS_DOCUMENTS = "customs_documents"
    STANDARDS = "standards"
    RULES = "rules"
    FINANCE = "finance"
    ECOMMERCE = "ecommerce"
    GROWTH = "growth"
    ADVISOR = "advisor"


AnswerId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,37}$")]
"""Short enough for the button that asks for the answer (see `question_payload`)."""

MOST_WORDS = 90
"""Words of an answer: what a phone shows without scrolling."""
MOST_WORDS_OF_STAGE = 25


class Answer(Record):
    """What the advisor says to a question of the firm's own."""

    topic: Topic
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """The question in a few words, as it stands on a button."""
    names: tuple[Text, ...] = ()
    """What a term is called, in all spellings ("letter of credit", "L/C")."""
    phrasings: Annotated[tuple[Text, ...], Field(min_length=3, max_length=8)]
    """Ways in which firms ask for it."""
    text: Text
    """The answer, at most 90 words in the second person."""
    sources: tuple[Id, ...] = ()
    constraint: Id | None = None
    """The constraint that it helps with."""
    local: bool = False
    """Whether the firm's own country's source about the constraint is named too."""
    by_stage: dict[StageId, Text] = {}
    """A sentence that is added for firms at that stage."""
    follow_ups: tuple[AnswerId, ...] = ()
    """What a firm may ask next."""

    @model_validator(mode="after")
    def _check(self) -> Answer:
        if (words := len(self.text.split())) > MOST_WORDS:
            raise ValueError(f"text has {words} words; expected at most {MOST_WORDS}")
        for stage, text in self.by_stage.items():
            if (words := len(text.split())) > MOST_WORDS_OF_STAGE:
                raise ValueError(f"by_stage.{stage} has {words} words; expected at most {MOST_WORDS_OF_STAGE}")
        return self


class Knowledge(Record):
    """All that the advisor knows, in file order."""

    stages: dict[StageId, Stage]
    constraints: dict[Id, Constraint]
    questions: dict[Id, Question]
    next_steps: dict[Id, NextStep]
    sources: dict[Id, Source]
    countries: dict[Iso3, Country]
    priors: dict[Level, Prior]
    faq: dict[AnswerId, Answer]
    wording: dict[Id, Text]
    """Short texts of the gateway and connecting words of the dialogue, by key."""

    def questions_of(self, section: Section) -> Mapping[str, Question]:
        """The questions of one section, in file order."""
        return self._sections[section]

    @cached_property
    def _sections(self) -> dict[Section, dict[str, Question]]:
        return {
            section: {key: question for key, question in self.questions.items() if question.section is section}
            for section in Section
        }

    @cached_property
    def left_open(self) -> Mapping[tuple[str, str], Mapping[str, ByStage]]:
        """What an answer rules out: (question, option) -> evidence question -> how likely its other options are.

        Together, at each stage. Only questions of which an option is ruled out.
        """
        found: dict[tuple[str, str], dict[str, ByStage]] = {}
        for other, question in self.questions_of(Section.EVIDENCE).items():
            for answer in {pair for option in question.options.values() for pair in _excluded_by(option)}:
                left = [option for option in question.options.values() if answer not in _excluded_by(option)]
                found.setdefault(answer, {})[other] = _together(left)
        return found

    def level_of(self, iso3: str | None) -> Level:
        """The level of development of an economy. UN least-developed and low-income economies count as one."""
        country = self.countries.get(iso3) if iso3 else None
        if country is None or country.income is Income.UNCLASSIFIED:
            return Level.UNKNOWN
        if country.least_developed or country.income is Income.LOW:
            return Level.LEAST_DEVELOPED
        return Level(country.income.value)


def _excluded_by(option: Option) -> frozenset[tuple[str, str]]:
    return frozenset((question, other) for question, others in option.contradicts.items() for other in others)


def _together(options: Sequence[Option]) -> ByStage:
    likelihoods = [option.likelihood for option in options if option.likelihood is not None]
    return {stage: math.fsum(likelihood[stage] for likelihood in likelihoods) for stage in StageId}


def answer_payload(question_id: str, option_id: str) -> str:
    """The button payload that answers a question. Telegram allows 64 bytes.

    >>> answer_payload("first_orders", "not_yet")
    '/answer{"option":"first_orders.not_yet"}'
    """
    return f'/answer{{"option":"{question_id}.{option_id}"}}'


def question_payload(answer_id: str) -> str:
    """The button payload that asks for an answer. Telegram allows 64 bytes.

    >>> question_payload("letter_of_credit")
    '/ask_question{"answer":"letter_of_credit"}'
    """
    return f'/ask_question{{"answer":"{answer_id}"}}'

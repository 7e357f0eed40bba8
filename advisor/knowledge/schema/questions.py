"""What the advisor may ask."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from advisor.knowledge.schema.base import (
    SUM_TOLERANCE,
    ByStage,
    Conditions,
    Id,
    Ratio,
    Record,
    StageId,
    Text,
    must_name_every_stage,
)


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
    constraints: dict[Id, Ratio] = Field(default={})
    """Constraint id -> likelihood ratio of this answer for firms with and without that constraint."""
    contradicts: Conditions = Field(default={})
    """Answers to other questions with which this one cannot be true."""

    @model_validator(mode="after")
    def _check(self) -> Option:
        if self.likelihood is not None:
            must_name_every_stage("likelihood", self.likelihood)
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
    only_if: Conditions = Field(default={})
    """Asked only when these answers were given."""
    options: dict[Id, Option] = Field(default={})

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

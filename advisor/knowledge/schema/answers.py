"""What the advisor says to questions of firms."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from advisor.knowledge.schema.base import (
    Id,
    Record,
    StageId,
    Text,
)


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
    by_stage: dict[StageId, Text] = Field(default={})
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

"""The records that the advisor's knowledge is made of, as they stand in `knowledge/*.yml`.

Each file maps an id to a record. Records are frozen and refuse unknown keys. What one record alone can get wrong is
refused here; what needs several files to be seen is in `advisor.knowledge.checks`.
"""

from __future__ import annotations

from advisor.knowledge.schema.answers import MOST_WORDS, MOST_WORDS_OF_STAGE, Answer, AnswerId, Topic
from advisor.knowledge.schema.base import (
    SUM_TOLERANCE,
    ByStage,
    Conditions,
    Id,
    Iso3,
    Probability,
    Ratio,
    Record,
    StageId,
    Text,
)
from advisor.knowledge.schema.constraints import Constraint, NextStep
from advisor.knowledge.schema.countries import Country, Income
from advisor.knowledge.schema.knowledge import Knowledge
from advisor.knowledge.schema.payloads import answer_payload, question_payload
from advisor.knowledge.schema.questions import Option, Quantity, Question, Section
from advisor.knowledge.schema.sources import Evidence, Role, Source
from advisor.knowledge.schema.stages import Level, Prior, Stage

__all__ = [
    "MOST_WORDS",
    "MOST_WORDS_OF_STAGE",
    "SUM_TOLERANCE",
    "Answer",
    "AnswerId",
    "ByStage",
    "Conditions",
    "Constraint",
    "Country",
    "Evidence",
    "Id",
    "Income",
    "Iso3",
    "Knowledge",
    "Level",
    "NextStep",
    "Option",
    "Prior",
    "Probability",
    "Quantity",
    "Question",
    "Ratio",
    "Record",
    "Role",
    "Section",
    "Source",
    "Stage",
    "StageId",
    "Text",
    "Topic",
    "answer_payload",
    "question_payload",
]

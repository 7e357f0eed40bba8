"""The knowledge as it stands in `knowledge/`, one file at a time, and what makes its texts plain."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from advisor.knowledge.schema import Constraint, Id, Level, NextStep, Prior, Stage, StageId

T = TypeVar("T")

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"

JARGON = (
    "B2B",
    "B2C",
    "CIF",
    "FOB",
    "KPI",
    "MOQ",
    "NTM",
    "ROI",
    "SPS",
    "SWOT",
    "TBT",
    "USP",
    "acquire",
    "benchmark",
    "best-in-class",
    "bottleneck",
    "deep-dive",
    "ecosystem",
    "facilitate",
    "leverage",
    "low-hanging",
    "optimise",
    "optimize",
    "pivot",
    "proactive",
    "scalable",
    "stakeholder",
    "streamline",
    "synergy",
    "utilise",
    "utilize",
    "value-added",
)
"""Words that a firm would have to look up, and for which there is a plain one."""

EXPLAINED = (
    "accredited laboratory",
    "allergens",
    "certificates of origin",
    "Codex",
    "escrow",
    "factoring",
    "freight forwarder",
    "HACCP",
    "HS code",
    "Incoterms",
    "intellectual property",
    "ISO 27001",
    "letter of credit",
    "pre-shipment finance",
    "rules of origin",
    "tenders",
    "trade finance",
    "working capital",
)
"""Words of the trade that a firm will meet. Used with an explanation in brackets, or as the name in brackets of one."""


@cache
def read(file: str, kind: type[T]) -> T:
    """The records of one file."""
    return TypeAdapter(kind).validate_python(YAML(typ="safe", pure=True).load(KNOWLEDGE / f"{file}.yml"))


def stages() -> dict[StageId, Stage]:
    return read("stages", dict[StageId, Stage])


def priors() -> dict[Level, Prior]:
    return read("priors", dict[Level, Prior])


def constraints() -> dict[str, Constraint]:
    return read("constraints", dict[Id, Constraint])


def next_steps() -> dict[str, NextStep]:
    return read("next_steps", dict[Id, NextStep])


def words(text: str) -> int:
    return len(text.split())


def sentences(text: str) -> list[str]:
    """
    >>> sentences("Ask your bank. What does it cost?")
    ['Ask your bank.', 'What does it cost?']
    """
    return re.split(r"(?<=[.?!])\s+", text.strip())


def unplain(text: str) -> list[str]:
    """The words of a text that a firm would not understand from the text alone.

    >>> unplain("Leverage factoring.")
    ['leverage', 'factoring']
    >>> unplain("A bank pays you at once and collects the money later (factoring). Compare factoring with waiting.")
    []
    """
    return [*_jargon(text), *_unexplained(text)]


def _jargon(text: str) -> list[str]:
    return [word for word in JARGON if re.search(rf"\b{word}\w*\b", text, re.IGNORECASE)]


def _unexplained(text: str) -> list[str]:
    return [term for term in EXPLAINED if term.lower() in text.lower() and not _explained(term, text)]


def _explained(term: str, text: str) -> bool:
    """Whether brackets follow within a few words of the term, or the term stands first in them."""
    return bool(re.search(rf"{term}[\w ]{{,20}} \(|\((for example )?{term}[),]", text, re.IGNORECASE))

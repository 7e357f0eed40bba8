"""Questions whose answers are told apart by their words: a chat shows what was lost, doubled or out of order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from advisor.knowledge.loader import load_knowledge
from advisor.settings import ROOT

ANSWERS = (
    "first_steps",
    "why_export",
    "certificate_of_origin",
    "letter_of_credit",
    "find_buyers",
    "choose_market",
    "incoterms",
    "phytosanitary_certificate",
    "advance_payment",
    "export_price",
    "food_safety_certificates",
    "fumigation_certificate",
    "online_payment",
    "choose_marketplace",
    "unofficial_payments",
    "health_certificate",
    "safe_payment",
    "choose_incoterm",
    "payment_methods",
    "price_pressure",
)
BEGINNING = 30
EXCUSE = "I was interrupted"
"""What may have been read already says so."""


class Asked(NamedTuple):
    """A question, and how its answer begins."""

    words: str
    answer: str


class Seen(NamedTuple):
    """What a chat shows of the questions it asked."""

    lost: int
    doubled: int
    excused: int
    """Told again, with a word that it may be read twice."""
    in_order: bool


@cache
def questions() -> tuple[Asked, ...]:
    """Some of the knowledge's own."""
    faq = load_knowledge(ROOT / "knowledge").faq
    return tuple(Asked(faq[key].phrasings[0], faq[key].text[:BEGINNING]) for key in ANSWERS)


def question(number: int) -> str:
    """The words of the question that is asked as the n-th."""
    return questions()[number % len(questions())].words


def seen(count: int, texts: Sequence[str]) -> Seen:
    """How a chat fares that asked so many questions, one after the other.

    At most one round of the questions may be asked, or answers could not be told apart.
    """
    if count > len(questions()):
        raise ValueError(f"{count} questions were asked; expected at most {len(questions())}")
    certain: list[int] = []
    excused = 0
    for text in texts:
        number = _answered(text)
        if number is not None and EXCUSE in text:
            excused += 1
        elif number is not None:
            certain.append(number)
    first = _first_of_each(texts)
    return Seen(
        lost=count - len(first),
        doubled=len(certain) - len(set(certain)),
        excused=excused,
        in_order=first == sorted(first),
    )


def _first_of_each(texts: Sequence[str]) -> list[int]:
    return list(dict.fromkeys(number for text in texts if (number := _answered(text)) is not None))


def _answered(text: str) -> int | None:
    return next((number for number, asked in enumerate(questions()) if asked.answer in text), None)

"""The summary of a conversation, carried forward row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from advisor.store.rows import BOT, SLOT, USER, Row
from advisor.store.transcript import OPENING

PROFILE_SLOT = "profile"
FORGETTING = frozenset({"restart", "reset_slots"})
FLAGGED_TYPES = frozenset({"not_understood", "error"})
"""Messages of these types raise a flag of the same name."""
QUESTION = "question"
STATIONS = (QUESTION, "assessment", "plan")
"""How far a firm can get, by the type of message that shows it."""
WANTS_PERSON = "contact_person"
"""The intent of a firm that asks for a person."""
ASKED_FOR_PERSON = "asked_for_person"
"""The flag for it."""


@dataclass(frozen=True)
class Summary:
    """What is known of a conversation from its rows up to one of them."""

    turns: int = 0
    last_activity: float = 0.0
    lowest_confidence: float | None = None
    not_understood: int = 0
    flags: frozenset[str] = frozenset()
    profile: dict[str, Any] | None = None
    projected_event_id: int = 0
    last_message_id: str | None = None
    reached: str | None = None
    last_question: str | None = None
    questions: int = 0
    asked_at: float | None = None
    """When the firm asked for a person in rows after those that were known before."""


def carry_forward(summary: Summary, rows: Iterable[Row]) -> Summary:
    """The summary after further rows. Rows that it covers already change nothing."""
    for row in rows:
        if row.id > summary.projected_event_id:
            summary = replace(_after(summary, row), projected_event_id=row.id)
    return summary


def _after(summary: Summary, row: Row) -> Summary:
    if row.type == USER:
        return _after_user(summary, row)
    if row.type == BOT:
        return _after_bot(summary, row)
    if row.type == SLOT and row.name == PROFILE_SLOT:
        value = row.data.get("value")
        return replace(summary, profile=value if isinstance(value, dict) else None)
    if row.type in FORGETTING:
        return replace(summary, profile=None)
    return summary


def _after_user(summary: Summary, row: Row) -> Summary:
    if row.text == OPENING or (row.message_id and row.message_id == summary.last_message_id):
        return replace(summary, last_message_id=row.message_id)
    asks = row.intent == WANTS_PERSON
    return replace(
        summary,
        turns=summary.turns + 1,
        last_activity=max(summary.last_activity, row.timestamp),
        lowest_confidence=_lower(summary.lowest_confidence, row),
        last_message_id=row.message_id,
        flags=summary.flags | {ASKED_FOR_PERSON} if asks else summary.flags,
        asked_at=row.timestamp if asks else summary.asked_at,
    )


def _lower(lowest: float | None, row: Row) -> float | None:
    if row.confidence is None or row.text.startswith("/"):
        return lowest
    return row.confidence if lowest is None else min(lowest, row.confidence)


def _after_bot(summary: Summary, row: Row) -> Summary:
    kind = row.custom.get("type")
    if kind in STATIONS:
        return _after_station(summary, row, kind)
    if kind not in FLAGGED_TYPES:
        return summary
    not_understood = summary.not_understood + (kind == "not_understood")
    return replace(summary, not_understood=not_understood, flags=summary.flags | {kind})


def _after_station(summary: Summary, row: Row, kind: str) -> Summary:
    before = STATIONS.index(summary.reached) if summary.reached in STATIONS else -1
    reached = STATIONS[max(before, STATIONS.index(kind))]
    if kind != QUESTION:
        return replace(summary, reached=reached)
    counts = reached == QUESTION and not row.custom.get("attempt")
    return replace(
        summary,
        reached=reached,
        last_question=row.custom.get("question") or summary.last_question,
        questions=summary.questions + counts,
    )

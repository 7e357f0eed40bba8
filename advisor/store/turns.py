"""Whether Rasa answered a message.

Rasa swallows the failure of a remote action: it records the action, but nothing that the action did. Such a turn is to
be delivered again, so it must be told from one that was answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.store.rows import ACTION, ACTIVE_LOOP, BOT, SLOT, USER, Row

RASAS_OWN_ACTIONS = frozenset(
    {
        "action_back",
        "action_deactivate_loop",
        "action_default_ask_affirmation",
        "action_default_ask_rephrase",
        "action_default_fallback",
        "action_extract_slots",
        "action_listen",
        "action_restart",
        "action_revert_fallback_events",
        "action_session_start",
        "action_two_stage_fallback",
        "action_unlikely_intent",
    }
)
"""They run inside Rasa, so they do not fail this way."""

EFFECTS = frozenset({SLOT, BOT, ACTIVE_LOOP, "followup", "reset_slots", "restart", "pause", "resume"})


def is_answered(rows: Iterable[Row], message_id: str) -> bool:
    """Whether one of the deliveries of this message was answered, or none was to be."""
    rows = list(rows)
    if any(row.type == USER and row.message_id == message_id and row.is_for_person for row in rows):
        return True
    return any(_is_answer(after) for after in _deliveries(rows, message_id))


def is_recorded(rows: Iterable[Row], message_id: str) -> bool:
    """Whether Rasa took this message at all."""
    return any(row.type == USER and row.message_id == message_id for row in rows)


def _deliveries(rows: Iterable[Row], message_id: str) -> Iterator[list[Row]]:
    """What followed each delivery of the message, up to the next message."""
    after: list[Row] | None = None
    for row in rows:
        if row.type == USER:
            if after is not None:
                yield after
            after = [] if row.message_id == message_id else None
        elif after is not None:
            after.append(row)
    if after is not None:
        yield after


def _is_answer(after: Sequence[Row]) -> bool:
    return any(row.type == BOT for row in after) and not any(_failed(action, after) for action in _own_actions(after))


def _own_actions(after: Sequence[Row]) -> Iterator[int]:
    return (index for index, row in enumerate(after) if row.type == ACTION and _is_own(row.name or ""))


def _is_own(action: str) -> bool:
    ours = action.startswith(("action_", "validate_")) or action.endswith("_form")
    return ours and action not in RASAS_OWN_ACTIONS


def _failed(action: int, after: Sequence[Row]) -> bool:
    """Whether an action left nothing behind before the next one."""
    for row in after[action + 1 :]:
        if row.type in EFFECTS:
            return False
        if row.type == ACTION:
            break
    return True

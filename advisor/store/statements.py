"""The statements of a turn, made once: making one takes longer than the database takes to run it."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import BindParameter, CursorResult, Table, bindparam, delete, insert, select, update

from advisor.store.models import Conversation, Event, PendingMessage, SentMessage, TurnTime

CONVERSATIONS = cast(Table, Conversation.__table__)
PENDING = cast(Table, PendingMessage.__table__)
SENT = cast(Table, SentMessage.__table__)
EVENTS = cast(Table, Event.__table__)
TURN_TIMES = cast(Table, TurnTime.__table__)

_columns = EVENTS.c
_conversation: BindParameter[str] = bindparam("conversation")
ROWS = select(_columns.id, _columns.type_name, _columns.timestamp, _columns.action_name, _columns.data)
"""As much of an event as `decode` reads."""
ROWS_AFTER = ROWS.where(_columns.sender_id == _conversation, _columns.id > bindparam("after")).order_by(_columns.id)
ROWS_OF_TYPES = ROWS_AFTER.where(_columns.type_name.in_(bindparam("types", expanding=True)))
LATEST = (
    ROWS.where(_columns.sender_id == _conversation, _columns.type_name == bindparam("type"))
    .order_by(_columns.id.desc())
    .limit(bindparam("number"))
)
"""Of one type, the newest first."""

BEGIN = insert(CONVERSATIONS)
CONVERSATION = select(CONVERSATIONS).where(CONVERSATIONS.c.id == _conversation)
WAITING = select(PENDING).where(PENDING.c.conversation_id == _conversation).order_by(PENDING.c.seq)
KEEP = insert(PENDING)
NAME = insert(SENT)
SENT_AS = select(SENT).where(SENT.c.conversation_id == _conversation, SENT.c.client_id == bindparam("client"))

FORGET = (
    delete(PENDING).where(PENDING.c.message_id == bindparam("message")).returning(PENDING.c.received_at, PENDING.c.text)
)
TOOK = insert(TURN_TIMES)
CARRY_FORWARD = update(CONVERSATIONS).where(
    CONVERSATIONS.c.id == _conversation, CONVERSATIONS.c.projected_event_id == bindparam("projected")
)
"""What is set follows from the parameters. Whoever came first has counted these rows already."""
CLAIM = update(CONVERSATIONS).where(
    CONVERSATIONS.c.id == _conversation, CONVERSATIONS.c.returned_event_id == bindparam("seen")
)
CARRY_FORWARD_AND_CLAIM = CARRY_FORWARD.where(CONVERSATIONS.c.returned_event_id == bindparam("seen"))
RETURNED = update(CONVERSATIONS).where(
    CONVERSATIONS.c.id == _conversation, CONVERSATIONS.c.returned_event_id < bindparam("given")
)


def changed(result: CursorResult[Any]) -> bool:
    """Whether a statement found what it was to change."""
    return bool(result.rowcount)

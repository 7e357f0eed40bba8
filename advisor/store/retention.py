"""Old conversations are erased: nothing is kept for longer than it is needed."""

from __future__ import annotations

from sqlalchemy import select

from advisor.store.audit import AuditLog
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.models import Conversation

DAY = 24 * 3600.0
AT_ONCE = 200
NOBODY = "(retention)"
"""Who erases, in the audit log."""


class Retention:
    """Erases what is older than it may be."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._store = ConversationStore(database)
        self._audit = AuditLog(database)

    async def expire(self, days: int, now: float) -> int:
        """Erase the conversations in which the firm has not written for so many days. How many there were.

        Interrupted at any moment, it goes on where it stopped when it is called again.
        """
        before, erased = now - days * DAY, 0
        while ids := await self._old(before):
            for conversation_id in ids:
                await self._store.erase(conversation_id)
            erased += len(ids)
        if erased:
            await self._audit.note(NOBODY, "expire", conversations=erased, days=days)
        return erased

    async def _old(self, before: float) -> list[str]:
        query = (
            select(Conversation.id)
            .where(Conversation.last_activity < before)
            .order_by(Conversation.last_activity)
            .limit(AT_ONCE)
        )
        async with self._database.session() as session:
            return list(await session.scalars(query))

"""The record of who did what. It is only ever added to."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select

from advisor.store.console_models import AuditEntry
from advisor.store.database import Database


class AuditLog:
    """Adds entries and reads them."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def note(self, who: str, action: str, conversation_id: str | None = None, **details: object) -> None:
        """Add one entry. Details must not hold what a firm said."""
        entry = AuditEntry(at=self._now(), who=who, action=action, conversation_id=conversation_id, details=details)
        async with self._database.begin() as session:
            session.add(entry)

    async def newest(self, most: int, before: int | None = None) -> list[AuditEntry]:
        """The newest entries, or those before one of them."""
        query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(most)
        if before is not None:
            query = query.where(AuditEntry.id < before)
        async with self._database.session() as session:
            return list(await session.scalars(query))

"""Links that open a firm's plan and nothing else."""

from __future__ import annotations

from sqlalchemy import delete, select

from advisor.store.database import Database
from advisor.store.models import Conversation, PlanLink

MOST_LINKS = 20
"""A conversation keeps so many; the oldest make room."""


class PlanLinkStore:
    """Keeps digests of the links' tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, link: PlanLink) -> None:
        """Keep a link, and drop those of its conversation that are over or too many."""
        newest = (
            select(PlanLink.token_sha256)
            .where(PlanLink.conversation_id == link.conversation_id, PlanLink.expires_at > link.created_at)
            .order_by(PlanLink.created_at.desc())
            .limit(MOST_LINKS - 1)
        )
        async with self._database.begin() as session:
            kept = list(await session.scalars(newest))
            await session.execute(
                delete(PlanLink).where(
                    PlanLink.conversation_id == link.conversation_id, PlanLink.token_sha256.not_in(kept)
                )
            )
            session.add(link)

    async def conversation(self, token_sha256: str, now: float) -> Conversation | None:
        """The conversation whose plan a link opens, while it lasts."""
        query = (
            select(Conversation)
            .join(PlanLink, PlanLink.conversation_id == Conversation.id)
            .where(PlanLink.token_sha256 == token_sha256, PlanLink.expires_at > now)
        )
        async with self._database.session() as session:
            return await session.scalar(query)

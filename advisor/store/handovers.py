"""Firms that want a person: who waits, who speaks with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, Update, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from advisor.store.database import Database
from advisor.store.models import Conversation, Handover


class TakenError(Exception):
    """Somebody else speaks with the firm, or nobody any more."""

    def __init__(self, name: str | None) -> None:
        super().__init__(name)
        self.name = name


class UnheardError(Exception):
    """What one of the staff said cannot be recorded now, so the firm does not hear it."""


@dataclass(frozen=True)
class InLine:
    """One place of the queue."""

    handover: Handover
    conversation: Conversation

    @property
    def is_waiting(self) -> bool:
        """Whether nobody speaks with the firm yet."""
        return self.handover.taken_by is None


class HandoverStore:
    """Keeps who speaks with a firm. The conversation's own row says it too, so that a turn need not look here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue(self) -> list[InLine]:
        """All that are open: who waits longest comes first, then those whom somebody speaks with."""
        query = (
            select(Handover, Conversation)
            .join(Conversation, Conversation.id == Handover.conversation_id)
            .where(Handover.ended_at.is_(None))
            .order_by(Handover.taken_by.is_not(None), Handover.asked_at, Handover.id)
        )
        async with self._database.session() as session:
            return [InLine(handover, conversation) for handover, conversation in (await session.execute(query)).all()]

    async def waiting(self) -> int:
        """How many firms wait for somebody."""
        query = (
            select(func.count()).select_from(Handover).where(Handover.ended_at.is_(None), Handover.taken_by.is_(None))
        )
        async with self._database.session() as session:
            return await session.scalar(query) or 0

    async def of(self, conversation_id: str) -> Handover | None:
        """The open one of a conversation."""
        async with self._database.session() as session:
            return await session.scalar(_open(conversation_id))

    async def take(self, conversation_id: str, name: str, now: float) -> Handover:
        """From now on this one of the staff speaks with the firm.

        Raises:
            TakenError: another one does already.
        """
        async with self._database.begin() as session:
            await ask_for_person(session, conversation_id, now)
            handover = (await session.scalars(_open(conversation_id).with_for_update())).one()
            if handover.taken_by not in (None, name):
                raise TakenError(handover.taken_by)
            if handover.taken_by is None:
                handover.taken_by, handover.taken_at, handover.spoke_at = name, now, now
            await session.execute(_speaks(conversation_id, name))
            return handover

    async def put_back(self, handover: Handover) -> None:
        """Into the queue, as if it had not been taken."""
        async with self._database.begin() as session:
            await session.execute(
                update(Handover)
                .where(Handover.id == handover.id, Handover.ended_at.is_(None))
                .values(taken_by=None, taken_at=None, spoke_at=None)
            )
            await session.execute(_speaks(handover.conversation_id, None))

    async def spoke(self, conversation_id: str, now: float) -> None:
        """The person wrote."""
        async with self._database.begin() as session:
            await session.execute(
                update(Handover)
                .where(Handover.conversation_id == conversation_id, Handover.ended_at.is_(None))
                .values(spoke_at=now)
            )

    async def end(self, conversation_id: str, now: float) -> None:
        """The advisor speaks again, and the firm waits for nobody."""
        async with self._database.begin() as session:
            await session.execute(
                update(Handover)
                .where(Handover.conversation_id == conversation_id, Handover.ended_at.is_(None))
                .values(ended_at=now)
            )
            await session.execute(_speaks(conversation_id, None))

    async def silent_since(self, moment: float) -> Sequence[Conversation]:
        """Conversations of persons who have not written since then."""
        query = (
            select(Conversation)
            .join(Handover, Handover.conversation_id == Conversation.id)
            .where(Handover.ended_at.is_(None), Handover.spoke_at < moment)
        )
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def spoken_in(self) -> Sequence[str]:
        """Conversations in which a person speaks now."""
        query = select(Handover.conversation_id).where(Handover.ended_at.is_(None), Handover.taken_by.is_not(None))
        async with self._database.session() as session:
            return list(await session.scalars(query))


async def ask_for_person(session: AsyncSession, conversation_id: str, at: float) -> None:
    """Into the queue, unless it stands there already."""
    await (await session.connection()).run_sync(line_up, conversation_id, at)


def line_up(connection: Connection, conversation_id: str, at: float) -> None:
    """Into the queue, unless it stands there already."""
    if connection.scalar(_open(conversation_id)) is None:
        connection.execute(insert(Handover).values(conversation_id=conversation_id, asked_at=at))


def _open(conversation_id: str) -> Select[Handover]:
    return select(Handover).where(Handover.conversation_id == conversation_id, Handover.ended_at.is_(None))


def _speaks(conversation_id: str, name: str | None) -> Update:
    return update(Conversation).where(Conversation.id == conversation_id).values(person=name)

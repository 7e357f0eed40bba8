"""Telegram in the database: chats and their conversations, updates that count once, the outbox."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from advisor.store.database import Database
from advisor.store.models import Conversation, TelegramChat, TelegramLetter, TelegramUpdate

WAITING, SENDING, SENT, DROPPED = "waiting", "sending", "sent", "dropped"
LEFT_FLAG = "left"
KEEP_SECONDS = 7 * 24 * 3600.0
"""Telegram offers an update for a day; ids of handled ones are kept longer than that."""


@dataclass(frozen=True)
class Draft:
    """Something to be sent, before it has its place in the outbox."""

    key: str
    body: dict[str, Any]
    conversation_id: str | None = None
    event_id: int | None = None
    """Set if buttons stand under it."""


@dataclass(frozen=True)
class Closing:
    """Which buttons are no longer taken after an update."""

    up_to: int = 0
    answered: int = 0


@dataclass(frozen=True)
class Finished:
    """All that an update led to. It is written at once, or not at all."""

    drafts: list[Draft] = field(default_factory=list)
    closing: Closing = Closing()


class TelegramStore:
    """Keeps what must not be lost or doubled when we stop at any moment."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def take(self, update_id: int, chat_id: int | None, heard: dict[str, Any] | None) -> bool:
        """Keep an update until it is handled. False if it was taken before."""
        now = self._now()
        row = TelegramUpdate(
            update_id=update_id,
            chat_id=None if heard is None else chat_id,
            heard=heard,
            received_at=now,
            attempts=0,
            handled_at=now if heard is None else None,
        )
        async with self._database.session() as session:
            if await session.get(TelegramUpdate, update_id) is not None:
                return False
        try:
            async with self._database.begin() as session:
                session.add(row)
        except IntegrityError:
            return False
        return True

    async def chats_with_updates(self) -> list[int]:
        """Chats in which something is still to be handled."""
        query = select(TelegramUpdate.chat_id).where(TelegramUpdate.handled_at.is_(None)).distinct()
        async with self._database.session() as session:
            return [chat_id for chat_id in await session.scalars(query) if chat_id is not None]

    async def next_update(self, chat_id: int) -> TelegramUpdate | None:
        """What is to be handled next in a chat."""
        query = (
            select(TelegramUpdate)
            .where(TelegramUpdate.chat_id == chat_id, TelegramUpdate.handled_at.is_(None))
            .order_by(TelegramUpdate.update_id)
            .limit(1)
        )
        async with self._database.session() as session:
            return await session.scalar(query)

    async def count_attempt(self, update_id: int) -> int:
        """Note that handling an update failed, and how often it did."""
        async with self._database.begin() as session:
            row = await session.get_one(TelegramUpdate, update_id)
            row.attempts += 1
            return row.attempts

    async def finish(self, update_id: int, chat_id: int, finished: Finished) -> None:
        """Put into the outbox what an update led to, and note that it is handled."""
        async with self._database.begin() as session:
            await self._close(session, chat_id, finished.closing)
            await self._add(session, chat_id, finished.drafts)
            await session.execute(
                update(TelegramUpdate)
                .where(TelegramUpdate.update_id == update_id)
                .values(handled_at=self._now(), heard=None, chat_id=None)
            )

    async def chat(self, chat_id: int) -> TelegramChat | None:
        """A chat's row."""
        async with self._database.session() as session:
            return await session.get(TelegramChat, chat_id)

    async def chat_of(self, conversation_id: str) -> TelegramChat | None:
        """The chat in which a conversation is held."""
        async with self._database.session() as session:
            return await session.scalar(select(TelegramChat).where(TelegramChat.conversation_id == conversation_id))

    async def bind(self, chat_id: int, conversation: Conversation, campaign: str | None) -> TelegramChat:
        """Begin a conversation in a chat."""
        chat = TelegramChat(
            chat_id=chat_id,
            conversation_id=conversation.id,
            campaign=campaign,
            closed_event_id=0,
            answered_event_id=0,
        )
        async with self._database.begin() as session:
            session.add(conversation)
            await session.flush()
            session.add(chat)
        return chat

    async def came_back(self, chat_id: int) -> None:
        """A firm that had left writes again."""
        async with self._database.begin() as session:
            chat = await session.get(TelegramChat, chat_id)
            conversation = None if chat is None else await session.get(Conversation, chat.conversation_id)
            if chat is not None and conversation is not None:
                chat.left_at = None
                conversation.flags = [flag for flag in conversation.flags if flag != LEFT_FLAG]

    async def left(self, chat_id: int) -> None:
        """A firm has blocked us: nothing more is sent to it."""
        async with self._database.begin() as session:
            await session.execute(
                update(TelegramLetter)
                .where(TelegramLetter.chat_id == chat_id, TelegramLetter.state.in_((WAITING, SENDING)))
                .values(state=DROPPED, body=None)
            )
            chat = await session.get(TelegramChat, chat_id)
            conversation = None if chat is None else await session.get(Conversation, chat.conversation_id)
            if chat is not None and conversation is not None:
                chat.left_at = self._now()
                conversation.flags = sorted({*conversation.flags, LEFT_FLAG})

    async def forget(self, chat_id: int) -> None:
        """Forget a chat and all that was sent to it."""
        async with self._database.begin() as session:
            await session.execute(delete(TelegramLetter).where(TelegramLetter.chat_id == chat_id))
            await session.execute(delete(TelegramChat).where(TelegramChat.chat_id == chat_id))

    async def add(self, chat_id: int, drafts: Iterable[Draft]) -> None:
        """Put something into the outbox."""
        async with self._database.begin() as session:
            await self._add(session, chat_id, list(drafts))

    async def open_keyboards(self, chat_id: int, after: int, up_to: int) -> list[TelegramLetter]:
        """Messages sent with buttons that stand under these events."""
        query = select(TelegramLetter).where(
            TelegramLetter.chat_id == chat_id,
            TelegramLetter.event_id > after,
            TelegramLetter.event_id <= up_to,
            TelegramLetter.message_id.is_not(None),
        )
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def chats_with_letters(self) -> list[int]:
        """Chats to which something is still to be sent."""
        query = select(TelegramLetter.chat_id).where(TelegramLetter.state == WAITING).distinct()
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def next_letter(self, chat_id: int) -> TelegramLetter | None:
        """What is to be sent next to a chat."""
        query = (
            select(TelegramLetter)
            .where(TelegramLetter.chat_id == chat_id, TelegramLetter.state == WAITING)
            .order_by(TelegramLetter.seq)
            .limit(1)
        )
        async with self._database.session() as session:
            return await session.scalar(query)

    async def mark_sending(self, seq: int) -> None:
        """Note that from now on it may have arrived."""
        await self._set(seq, state=SENDING)

    async def mark_sent(self, seq: int, message_id: int | None) -> None:
        """Note that it arrived, and forget what it said."""
        await self._set(seq, state=SENT, message_id=message_id, body=None)

    async def forget_letter(self, seq: int) -> None:
        """Note that it arrived, and forget that it ever was."""
        async with self._database.begin() as session:
            await session.execute(delete(TelegramLetter).where(TelegramLetter.seq == seq))

    async def mark_waiting(self, seq: int, *, uncertain: bool) -> None:
        """Note that it is to be sent again."""
        values: dict[str, Any] = {"uncertain": True} if uncertain else {}
        await self._set(seq, state=WAITING, **values)

    async def mark_dropped(self, seq: int) -> None:
        """Note that it cannot be sent."""
        await self._set(seq, state=DROPPED, body=None)

    async def recover(self) -> None:
        """After a start: what was being sent may have arrived or not."""
        async with self._database.begin() as session:
            await session.execute(
                update(TelegramLetter).where(TelegramLetter.state == SENDING).values(state=WAITING, uncertain=True)
            )

    async def forget_old(self) -> None:
        """Forget the ids of updates that Telegram no longer offers."""
        async with self._database.begin() as session:
            await session.execute(delete(TelegramUpdate).where(TelegramUpdate.handled_at < self._now() - KEEP_SECONDS))

    async def _set(self, seq: int, **values: Any) -> None:  # noqa: ANN401 - any column
        async with self._database.begin() as session:
            await session.execute(update(TelegramLetter).where(TelegramLetter.seq == seq).values(**values))

    async def _close(self, session: AsyncSession, chat_id: int, closing: Closing) -> None:
        chat = await session.get(TelegramChat, chat_id)
        if chat is not None:
            chat.closed_event_id = max(chat.closed_event_id, closing.up_to)
            chat.answered_event_id = closing.answered or chat.answered_event_id

    async def _add(self, session: AsyncSession, chat_id: int, drafts: list[Draft]) -> None:
        keys = [draft.key for draft in drafts]
        query = select(TelegramLetter.key).where(TelegramLetter.chat_id == chat_id, TelegramLetter.key.in_(keys))
        known = set(await session.scalars(query))
        for draft in drafts:
            if draft.key in known or not await _lives(session, draft.conversation_id):
                continue
            known.add(draft.key)
            session.add(_letter(chat_id, draft, self._now()))
            # One by one, so that they keep their order.
            await session.flush()


async def _lives(session: AsyncSession, conversation_id: str | None) -> bool:
    """Whether a conversation was not erased meanwhile."""
    return conversation_id is None or await session.get(Conversation, conversation_id) is not None


def _letter(chat_id: int, draft: Draft, now: float) -> TelegramLetter:
    return TelegramLetter(
        chat_id=chat_id,
        conversation_id=draft.conversation_id,
        key=draft.key,
        body=draft.body,
        event_id=draft.event_id,
        state=WAITING,
        uncertain=False,
        created_at=now,
    )

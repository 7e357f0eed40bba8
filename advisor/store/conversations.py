"""Conversations in the database: who may continue them, what was said, what is still to be answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from advisor.store.console_models import Correction, Note, Review, Tag
from advisor.store.database import Database
from advisor.store.handovers import ask_for_person
from advisor.store.models import (
    Conversation,
    Event,
    Handover,
    PendingMessage,
    PlanLink,
    Rating,
    SentMessage,
    TelegramChat,
    TelegramLetter,
    TurnTime,
)
from advisor.store.projection import Summary, carry_forward
from advisor.store.rows import BOT, USER, Row, decode
from advisor.store.transcript import OPENING

MESSAGES = (USER, BOT)
OF_CONVERSATIONS = (
    *(SentMessage, Rating, PlanLink, PendingMessage, TelegramLetter, TelegramChat),
    *(Review, Tag, Note, Correction, Handover, TurnTime),
)
"""What goes with a conversation when it is erased."""


@dataclass(frozen=True)
class Standing:
    """Where a firm stands, as far as it is worth a column of its own."""

    country: str | None = None
    stage: str | None = None
    certainty: float | None = None
    held_back_by: str | None = None


@dataclass(frozen=True)
class Advanced:
    """What became of a conversation's row."""

    is_current: bool
    """Whether the summary is up to the rows. False if it was carried forward since the conversation was read."""
    claimed: bool = False
    """Whether the firm may be given these rows: nobody else gave them to it."""


class ConversationStore:
    """Reads Rasa's `events`, keeps our own tables."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def create(self, conversation: Conversation) -> None:
        """Add a new conversation."""
        async with self._database.begin() as session:
            session.add(conversation)

    async def get(self, conversation_id: str) -> Conversation | None:
        """One conversation's row."""
        if not conversation_id.isprintable():
            # PostgreSQL cannot even look for some of these.
            return None
        async with self._database.session() as session:
            return await session.get(Conversation, conversation_id)

    async def erase(self, conversation_id: str) -> None:
        """Delete everything of a conversation, in Rasa's table too."""
        async with self._database.begin() as session:
            await session.execute(delete(Event).where(Event.sender_id == conversation_id))
            for table in OF_CONVERSATIONS:
                await session.execute(delete(table).where(table.conversation_id == conversation_id))
            await session.execute(delete(Conversation).where(Conversation.id == conversation_id))

    async def rows(self, conversation_id: str, after: int = 0, types: Collection[str] | None = None) -> list[Row]:
        """A conversation's rows after one of them, of these types or of all."""
        query = select(Event).where(Event.sender_id == conversation_id, Event.id > after).order_by(Event.id)
        if types is not None:
            query = query.where(Event.type_name.in_(types))
        async with self._database.session() as session:
            return [decode(event) for event in await session.scalars(query)]

    async def rows_since_message(self, conversation_id: str, message_id: str) -> list[Row]:
        """A conversation's rows from the first delivery of a message on. None if Rasa never took it."""
        first = (
            select(Event.id)
            .where(Event.sender_id == conversation_id, Event.type_name == USER)
            .where(Event.data.contains(message_id, autoescape=True))
            .order_by(Event.id)
            .limit(1)
        )
        async with self._database.session() as session:
            event_id = await session.scalar(first)
        return [] if event_id is None else await self.rows(conversation_id, after=event_id - 1)

    async def written(self, conversation_id: str, message_id: str) -> Row | None:
        """The row of what was said in place of the advisor under this id."""
        query = (
            select(Event)
            .where(Event.sender_id == conversation_id, Event.type_name == BOT)
            .where(Event.data.contains(message_id, autoescape=True))
            .order_by(Event.id.desc())
            .limit(1)
        )
        async with self._database.session() as session:
            event = await session.scalar(query)
        return None if event is None else decode(event)

    async def offered_payloads(self, conversation_id: str, messages: int) -> set[str]:
        """The payloads of all buttons under the advisor's last messages."""
        query = (
            select(Event)
            .where(Event.sender_id == conversation_id, Event.type_name == BOT)
            .order_by(Event.id.desc())
            .limit(messages)
        )
        async with self._database.session() as session:
            rows = [decode(event) for event in await session.scalars(query)]
        return {button["payload"] for row in rows for button in row.buttons}

    async def add_pending(self, message: PendingMessage, sent: SentMessage | None = None) -> list[PendingMessage]:
        """Keep a firm's message until it is answered, with the id that its client gave it. All that waits then."""
        async with self._database.begin() as session:
            session.add(message)
            if sent is not None:
                session.add(sent)
            await session.flush()
            return list(await session.scalars(_waiting(message.conversation_id)))

    async def sent(self, conversation_id: str, client_id: str) -> SentMessage | None:
        """The message that a client gave this id."""
        async with self._database.session() as session:
            return await session.get(SentMessage, (conversation_id, client_id))

    async def client_ids(self, conversation_id: str) -> dict[str, str]:
        """Our ids of messages -> the ids that clients gave them."""
        query = select(SentMessage).where(SentMessage.conversation_id == conversation_id)
        async with self._database.session() as session:
            return {sent.message_id: sent.client_id for sent in await session.scalars(query)}

    async def pending(self, conversation_id: str) -> list[PendingMessage]:
        """What a firm said and was not answered yet, in order."""
        async with self._database.session() as session:
            return list(await session.scalars(_waiting(conversation_id)))

    async def waiting(self) -> tuple[int, float | None]:
        """How many messages of all firms wait for an answer, and since when the first of them does."""
        query = select(func.count(), func.min(PendingMessage.received_at))
        async with self._database.session() as session:
            number, oldest = (await session.execute(query)).one()
        return number, oldest

    async def remove_pending(self, message_id: str) -> None:
        """Forget a pending message, because it is set aside."""
        async with self._database.begin() as session:
            await session.execute(delete(PendingMessage).where(PendingMessage.message_id == message_id))

    async def settle(self, conversation: Conversation, message_id: str) -> None:
        """Forget a pending message, because it was answered, and note how long that took."""
        async with self._database.begin() as session:
            await self._settle(session, conversation, message_id)

    async def _settle(self, session: AsyncSession, conversation: Conversation, message_id: str) -> None:
        waiting = delete(PendingMessage).where(PendingMessage.message_id == message_id)
        found = (await session.execute(waiting.returning(PendingMessage.received_at, PendingMessage.text))).first()
        if found is None or found.text == OPENING:
            return
        now = self._now()
        waited = max(0, round(1000 * (now - found.received_at)))
        session.add(TurnTime(conversation_id=conversation.id, channel=conversation.channel, at=now, ms=waited))

    async def count_attempt(self, message_id: str) -> None:
        """Note that Rasa took a message and failed to answer it."""
        async with self._database.begin() as session:
            await session.execute(
                update(PendingMessage)
                .where(PendingMessage.message_id == message_id)
                .values(attempts=PendingMessage.attempts + 1)
            )

    async def mark_returned(self, conversation_id: str, event_id: int) -> None:
        """Note up to which row the firm was given the advisor's messages."""
        async with self._database.begin() as session:
            await session.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id, Conversation.returned_event_id < event_id)
                .values(returned_event_id=event_id)
            )

    async def claim_returned(self, conversation_id: str, seen: int, event_id: int) -> bool:
        """Note it, unless the firm was given messages since it was known to have been given them up to `seen`."""
        async with self._database.begin() as session:
            return await _claim(session, conversation_id, seen, event_id)

    async def refresh(self, conversation_id: str, standing: Callable[[Summary], Standing]) -> None:
        """Bring a conversation's summary up to its last row. Several may try at once: one of them does it."""
        conversation = await self.get(conversation_id)
        if conversation is not None:
            rows = await self.rows(conversation_id, after=conversation.projected_event_id)
            await self.advance(conversation, rows, standing)

    async def advance(
        self,
        conversation: Conversation,
        rows: Iterable[Row],
        standing: Callable[[Summary], Standing],
        answered: str | None = None,
        returns: int | None = None,
    ) -> Advanced:
        """Carry a conversation's summary forward over rows, and forget a pending message that is answered, at once.

        Args:
            returns: up to which row the firm is now given messages, if it is; see `claim_returned`.
        """
        before = summary_of(conversation)
        after = carry_forward(before, rows)
        if after == before and answered is None:
            return Advanced(is_current=True)
        # Where a firm stands follows from its profile alone, and takes longer to tell than all the rest.
        is_known = before.projected_event_id > 0 and after.profile == before.profile
        stands = None if is_known else standing(after)
        async with self._database.begin() as session:
            if answered is not None:
                await self._settle(session, conversation, answered)
            is_current = await _save_summary(session, conversation.id, before.projected_event_id, after, stands)
            if is_current and after.asked_at is not None:
                await ask_for_person(session, conversation.id, after.asked_at)
            seen = conversation.returned_event_id
            claimed = returns is not None and await _claim(session, conversation.id, seen, returns)
        return Advanced(is_current, claimed)

    async def raise_flag(self, conversation_id: str, flag: str) -> None:
        """Mark a conversation for the support staff."""
        async with self._database.begin() as session:
            conversation = await session.get(Conversation, conversation_id)
            if conversation is not None:
                conversation.flags = sorted({*conversation.flags, flag})


def summary_of(conversation: Conversation) -> Summary:
    """The summary as stored."""
    return Summary(
        turns=conversation.turns,
        last_activity=conversation.last_activity,
        lowest_confidence=conversation.lowest_confidence,
        not_understood=conversation.not_understood,
        flags=frozenset(conversation.flags),
        profile=conversation.profile,
        projected_event_id=conversation.projected_event_id,
        last_message_id=conversation.last_message_id,
        reached=conversation.reached,
        last_question=conversation.last_question,
        questions=conversation.questions or 0,
    )


def _waiting(conversation_id: str) -> Select[PendingMessage]:
    return select(PendingMessage).where(PendingMessage.conversation_id == conversation_id).order_by(PendingMessage.seq)


async def _claim(session: AsyncSession, conversation_id: str, seen: int, event_id: int) -> bool:
    claimed = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.returned_event_id == seen)
        .values(returned_event_id=event_id)
    )
    return bool(cast("CursorResult[Any]", claimed).rowcount)


async def _save_summary(
    session: AsyncSession, conversation_id: str, expected: int, summary: Summary, standing: Standing | None
) -> bool:
    saved = await session.execute(
        update(Conversation)
        # Whoever came first has counted these rows already.
        .where(Conversation.id == conversation_id, Conversation.projected_event_id == expected)
        .values(
            turns=summary.turns,
            last_activity=summary.last_activity,
            lowest_confidence=summary.lowest_confidence,
            not_understood=summary.not_understood,
            flags=sorted(summary.flags),
            profile=summary.profile,
            projected_event_id=summary.projected_event_id,
            last_message_id=summary.last_message_id,
            reached=summary.reached,
            last_question=summary.last_question,
            questions=summary.questions,
            **({} if standing is None else asdict(standing)),
        )
    )
    return bool(cast("CursorResult[Any]", saved).rowcount)

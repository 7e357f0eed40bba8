"""Conversations in the database: who may continue them, what was said, what is still to be answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select, update

from advisor.store.console_models import Correction, Note, Review, Tag
from advisor.store.database import Database
from advisor.store.handovers import line_up
from advisor.store.models import (
    Base,
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
from advisor.store.statements import (
    BEGIN,
    CARRY_FORWARD,
    CARRY_FORWARD_AND_CLAIM,
    CLAIM,
    CONVERSATION,
    FORGET,
    KEEP,
    LATEST,
    NAME,
    RETURNED,
    ROWS_AFTER,
    ROWS_OF_TYPES,
    SENT_AS,
    TOOK,
    WAITING,
    changed,
)
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
        values = values_of(conversation)
        await self._database.write(lambda connection: connection.execute(BEGIN, values))

    async def get(self, conversation_id: str) -> Conversation | None:
        """One conversation's row."""
        if not conversation_id.isprintable():
            # PostgreSQL cannot even look for some of these.
            return None
        return await self._database.read(lambda connection: _conversation(connection, conversation_id))

    async def erase(self, conversation_id: str) -> None:
        """Delete everything of a conversation, in Rasa's table too."""
        async with self._database.begin() as session:
            await session.execute(delete(Event).where(Event.sender_id == conversation_id))
            for table in OF_CONVERSATIONS:
                await session.execute(delete(table).where(table.conversation_id == conversation_id))
            await session.execute(delete(Conversation).where(Conversation.id == conversation_id))

    async def rows(self, conversation_id: str, after: int = 0, types: Collection[str] | None = None) -> list[Row]:
        """A conversation's rows after one of them, of these types or of all."""
        given: dict[str, Any] = {"conversation": conversation_id, "after": after}
        if types is None:
            return await self._rows(ROWS_AFTER, given)
        return await self._rows(ROWS_OF_TYPES, {**given, "types": list(types)})

    async def _rows(self, statement: Select[Any], given: Mapping[str, Any]) -> list[Row]:
        found = await self._database.read(lambda connection: connection.execute(statement, given).all())
        return [decode(row) for row in found]

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
        rows = await self._rows(LATEST, {"conversation": conversation_id, "type": BOT, "number": messages})
        return {button["payload"] for row in rows for button in row.buttons}

    async def add_pending(self, message: PendingMessage, sent: SentMessage | None = None) -> list[PendingMessage]:
        """Keep a firm's message until it is answered, with the id that its client gave it. All that waits then."""

        def keep(connection: Connection) -> list[PendingMessage]:
            connection.execute(KEEP, values_of(message))
            if sent is not None:
                connection.execute(NAME, values_of(sent))
            return _waiting(connection, message.conversation_id)

        return await self._database.write(keep)

    async def sent(self, conversation_id: str, client_id: str) -> SentMessage | None:
        """The message that a client gave this id."""
        given = {"conversation": conversation_id, "client": client_id}
        found = await self._database.read(lambda connection: connection.execute(SENT_AS, given).first())
        return None if found is None else SentMessage(**found._mapping)

    async def client_ids(self, conversation_id: str) -> dict[str, str]:
        """Our ids of messages -> the ids that clients gave them."""
        query = select(SentMessage).where(SentMessage.conversation_id == conversation_id)
        async with self._database.session() as session:
            return {sent.message_id: sent.client_id for sent in await session.scalars(query)}

    async def pending(self, conversation_id: str) -> list[PendingMessage]:
        """What a firm said and was not answered yet, in order."""
        return await self._database.read(lambda connection: _waiting(connection, conversation_id))

    async def waiting(self) -> tuple[int, float | None]:
        """How many messages of all firms wait for an answer, and since when the first of them does."""
        query = select(func.count(), func.min(PendingMessage.received_at))
        async with self._database.session() as session:
            number, oldest = (await session.execute(query)).one()
        return number, oldest

    async def overdue(self, before: float, attempts: int, most: int) -> list[str]:
        """Conversations with messages that wait for an answer since some moment, longest first.

        Args:
            attempts: how often each of them must have been tried less.
        """
        oldest = func.min(PendingMessage.received_at)
        query = (
            select(PendingMessage.conversation_id)
            .group_by(PendingMessage.conversation_id)
            .having(oldest < before, func.max(PendingMessage.attempts) < attempts)
            .order_by(oldest)
            .limit(most)
        )
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def remove_pending(self, message_id: str) -> None:
        """Forget a pending message, because it is set aside."""
        async with self._database.begin() as session:
            await session.execute(delete(PendingMessage).where(PendingMessage.message_id == message_id))

    async def settle(self, conversation: Conversation, message_id: str) -> None:
        """Forget a pending message, because it was answered, and note how long that took."""
        await self._database.write(lambda connection: _settle(connection, conversation, message_id, self._now()))

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
        given = {"conversation": conversation_id, "given": event_id, "returned_event_id": event_id}
        await self._database.write(lambda connection: connection.execute(RETURNED, given))

    async def claim_returned(self, conversation_id: str, seen: int, event_id: int) -> bool:
        """Note it, unless the firm was given messages since it was known to have been given them up to `seen`."""
        return await self._database.write(lambda connection: _claim(connection, conversation_id, seen, event_id))

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

        def carry(connection: Connection) -> Advanced:
            if answered is not None:
                _settle(connection, conversation, answered, self._now())
            return _save(connection, conversation, after, stands, returns)

        return await self._database.write(carry)

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


def values_of(kept: Base) -> dict[str, Any]:
    """What stands in a row that is to be written."""
    return {column: value for column, value in vars(kept).items() if not column.startswith("_")}


def _conversation(connection: Connection, conversation_id: str) -> Conversation | None:
    found = connection.execute(CONVERSATION, {"conversation": conversation_id}).first()
    return None if found is None else Conversation(**found._mapping)


def _waiting(connection: Connection, conversation_id: str) -> list[PendingMessage]:
    found = connection.execute(WAITING, {"conversation": conversation_id})
    return [PendingMessage(**row._mapping) for row in found]


def _settle(connection: Connection, conversation: Conversation, message_id: str, now: float) -> None:
    found = connection.execute(FORGET, {"message": message_id}).first()
    if found is None or found.text == OPENING:
        return
    waited = max(0, round(1000 * (now - found.received_at)))
    took = {"conversation_id": conversation.id, "channel": conversation.channel, "at": now, "ms": waited}
    connection.execute(TOOK, took)


def _claim(connection: Connection, conversation_id: str, seen: int, event_id: int) -> bool:
    given = {"conversation": conversation_id, "seen": seen, "returned_event_id": event_id}
    return changed(connection.execute(CLAIM, given))


def _save(
    connection: Connection, conversation: Conversation, summary: Summary, standing: Standing | None, returns: int | None
) -> Advanced:
    values = _columns_of(summary, standing)
    given = {**values, "conversation": conversation.id, "projected": conversation.projected_event_id}
    seen = conversation.returned_event_id
    both = {**given, "seen": seen, "returned_event_id": returns}
    claimed = returns is not None and changed(connection.execute(CARRY_FORWARD_AND_CLAIM, both))
    is_current = claimed or changed(connection.execute(CARRY_FORWARD, given))
    if is_current and summary.asked_at is not None:
        line_up(connection, conversation.id, summary.asked_at)
    if returns is not None and not claimed:
        claimed = _claim(connection, conversation.id, seen, returns)
    return Advanced(is_current, claimed)


def _columns_of(summary: Summary, standing: Standing | None) -> dict[str, Any]:
    return {
        "turns": summary.turns,
        "last_activity": summary.last_activity,
        "lowest_confidence": summary.lowest_confidence,
        "not_understood": summary.not_understood,
        "flags": sorted(summary.flags),
        "profile": summary.profile,
        "projected_event_id": summary.projected_event_id,
        "last_message_id": summary.last_message_id,
        "reached": summary.reached,
        "last_question": summary.last_question,
        "questions": summary.questions,
        **({} if standing is None else asdict(standing)),
    }

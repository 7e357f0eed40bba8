"""What was said in a conversation, for the history and for streams alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.store.conversations import MESSAGES, ConversationStore
from advisor.store.models import PendingMessage
from advisor.store.ratings import RatingStore, with_ratings
from advisor.store.rows import USER, Row
from advisor.store.transcript import OPENING, Message, firm_message, read_transcript

EVENT_ID = re.compile(r"[0-9]{1,15}")


def event_of(message_id: str | None) -> int | None:
    """The place of a message in the record. Notices and what is not answered yet have none.

    >>> event_of("17"), event_of("pending-5f0c")
    (17, None)
    """
    return int(message_id) if message_id and EVENT_ID.fullmatch(message_id) else None


@dataclass(frozen=True)
class History:
    """Reads conversations."""

    store: ConversationStore
    ratings: RatingStore
    titles: Mapping[str, str]
    """Payloads of commands -> the words for them."""

    async def read(self, conversation_id: str) -> list[Message]:
        """All that was said. What the firm said and is not answered yet comes last, with `data.pending`."""
        rows = await self.store.rows(conversation_id, types=MESSAGES)
        client_ids = await self.store.client_ids(conversation_id)
        kept = await self._kept(conversation_id, {row.message_id for row in rows}, client_ids)
        return [*await self._recorded(conversation_id, rows, client_ids), *kept]

    async def after(self, conversation_id: str, event_id: int) -> list[Message]:
        """What was said after one message and stands in the record."""
        if not await self.store.rows(conversation_id, after=event_id, types=MESSAGES):
            return []
        # The words on a tapped button stand under an earlier message.
        rows = await self.store.rows(conversation_id, types=MESSAGES)
        recorded = await self._recorded(conversation_id, rows, await self.store.client_ids(conversation_id))
        return [message for message in recorded if int(message.id) > event_id]

    async def _recorded(
        self, conversation_id: str, rows: Sequence[Row], client_ids: Mapping[str, str]
    ) -> list[Message]:
        named = {str(row.id): client_ids.get(row.message_id or "") for row in rows if row.type == USER}
        messages = [_named(message, named.get(message.id)) for message in read_transcript(rows, self.titles)]
        return with_ratings(messages, await self.ratings.of(conversation_id))

    async def _kept(
        self, conversation_id: str, recorded: Collection[str | None], client_ids: Mapping[str, str]
    ) -> list[Message]:
        return [
            _named(_pending_message(message, self.titles), client_ids.get(message.message_id))
            for message in await self.store.pending(conversation_id)
            if message.message_id not in recorded and message.text != OPENING
        ]


def _named(message: Message, client_id: str | None) -> Message:
    """With the id that the client knows it by."""
    return message if client_id is None else replace(message, data={**message.data, "client_id": client_id})


def _pending_message(message: PendingMessage, titles: Mapping[str, str]) -> Message:
    """What a firm said and Rasa has not recorded yet, as a message of the history."""
    shown = firm_message(f"pending-{message.message_id}", message.text, message.received_at, titles)
    return replace(shown, data={**shown.data, "pending": True})

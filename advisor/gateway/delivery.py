"""Getting one message answered by Rasa, whatever happens on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum

from advisor.gateway.problems import log_bug
from advisor.gateway.rasa_client import Rasa, RasaFailed, RasaUnavailable, Turn
from advisor.store.conversations import ConversationStore, Standing
from advisor.store.models import Conversation, PendingMessage
from advisor.store.projection import Summary
from advisor.store.rows import Row
from advisor.store.turns import is_answered, is_recorded

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""So often may Rasa take a message and fail. Then it is set aside, or it would block all that is said after it."""

SET_ASIDE_FLAG = "set_aside"

Standings = Callable[[Summary], Standing]


class Outcome(Enum):
    """What became of a message."""

    ANSWERED = "answered"
    KEPT = "kept"
    """Not answered yet: to be delivered again."""
    SET_ASIDE = "set_aside"
    """Failed too often. Kept, but not delivered again."""


class Delivery:
    """Delivers messages to Rasa. The `events` table, not Rasa's reply, says whether one was answered."""

    def __init__(self, store: ConversationStore, rasa: Rasa, standing: Standings) -> None:
        self._store = store
        self._rasa = rasa
        self._standing = standing

    async def deliver_up_to(self, conversation: Conversation, last: PendingMessage) -> Outcome:
        """Deliver what is kept, oldest first, up to this message. Stops where one could not be answered."""
        outcome = Outcome.ANSWERED
        for message in await self._store.pending(conversation.id):
            if message.seq > last.seq or is_set_aside(message):
                continue
            outcome = await self._deliver(conversation, message)
            if outcome is Outcome.KEPT:
                break
        return outcome

    async def refresh(self, conversation_id: str) -> None:
        """Bring a conversation's summary up to its last row. A failure must not cost the firm its answer."""
        try:
            await self._store.refresh(conversation_id, self._standing)
        except Exception as error:  # whatever it is, it is ours and not the firm's
            log_bug(logger, error)

    async def _deliver(self, conversation: Conversation, message: PendingMessage) -> Outcome:
        counts = False
        # It is answered already if the gateway was stopped between Rasa's answer and noting it.
        if not await self._is_answered(message):
            counts = await self._try(conversation, message)
        await self.refresh(conversation.id)
        if await self._is_answered(message):
            await self._store.remove_pending(message.message_id)
            return Outcome.ANSWERED
        return await self._count_failure(message) if counts else Outcome.KEPT

    async def _try(self, conversation: Conversation, message: PendingMessage) -> bool:
        """Deliver once. Whether Rasa had the message, so that a failure counts against it."""
        turn = Turn(conversation.id, message.message_id, message.text, conversation.channel, conversation.language)
        try:
            await self._rasa.deliver(turn)
        except RasaUnavailable as error:
            logger.warning("A turn waits: %s", error)
            return False
        except RasaFailed as error:
            logger.warning("A turn failed: %s", error)
            return True
        return await self._is_recorded(message)

    async def _count_failure(self, message: PendingMessage) -> Outcome:
        await self._store.count_attempt(message.message_id)
        if message.attempts + 1 < MAX_ATTEMPTS:
            return Outcome.KEPT
        logger.error("Set aside a message of conversation %s: it failed too often", message.conversation_id)
        await self._store.raise_flag(message.conversation_id, SET_ASIDE_FLAG)
        if await self._is_recorded(message):
            await self._store.remove_pending(message.message_id)
        return Outcome.SET_ASIDE

    async def _is_answered(self, message: PendingMessage) -> bool:
        return is_answered(await self._rows(message), message.message_id)

    async def _is_recorded(self, message: PendingMessage) -> bool:
        return is_recorded(await self._rows(message), message.message_id)

    async def _rows(self, message: PendingMessage) -> list[Row]:
        return await self._store.rows_since_message(message.conversation_id, message.message_id)


def is_set_aside(message: PendingMessage) -> bool:
    """Whether a message failed too often to be delivered again."""
    return message.attempts >= MAX_ATTEMPTS

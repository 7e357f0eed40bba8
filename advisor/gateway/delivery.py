"""Getting one message answered by Rasa, whatever happens on the way."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from advisor.gateway.handovers import BACK, GO_ON, Handovers
from advisor.gateway.problems import log_bug
from advisor.gateway.rasa_client import Rasa, RasaFailed, RasaUnavailable, Remark, Turn
from advisor.store.conversations import MESSAGES, Advanced, ConversationStore, Standing
from advisor.store.handovers import UnheardError
from advisor.store.models import Conversation, PendingMessage
from advisor.store.projection import Summary
from advisor.store.rows import TO_PERSON, Row
from advisor.store.turns import is_answered, is_recorded

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""So often may Rasa take a message and fail. Then it is set aside, or it would block all that is said after it."""

LEAST_SECONDS = 60.0
"""Nothing is set aside before: if all of the action server is broken, it is not the message's fault."""

SET_ASIDE_FLAG = "set_aside"

Standings = Callable[[Summary], Standing]


class Outcome(Enum):
    """What became of a message."""

    ANSWERED = "answered"
    KEPT = "kept"
    """Not answered yet: to be delivered again."""
    SET_ASIDE = "set_aside"
    """Failed too often. Kept, but not delivered again."""


@dataclass(frozen=True)
class Delivered:
    """What became of a message, and the rows of its turn if they were read."""

    outcome: Outcome
    rows: Sequence[Row] = ()
    claimed: bool = False
    """Whether the rows were noted as given to the firm."""


class Delivery:
    """Delivers messages to Rasa. The `events` table, not Rasa's reply, says whether one was answered."""

    def __init__(
        self,
        store: ConversationStore,
        rasa: Rasa,
        standing: Standings,
        handovers: Handovers,
        *,
        staffed: bool,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._now = now
        self._store = store
        self._rasa = rasa
        self._standing = standing
        self._handovers = handovers
        self._staffed = staffed
        """Whether a firm that asks for a person may be told that one will come."""

    async def deliver(
        self,
        conversation: Conversation,
        messages: Sequence[PendingMessage],
        new_id: str | None = None,
        returns: Callable[[], bool] = lambda: False,
    ) -> Delivered:
        """Deliver what is kept, oldest first. Stops where one could not be answered.

        Args:
            new_id: the message that was never delivered before, if one of them is such. The conversation was read
                before it was kept.
            returns: asked when that one is answered: whether the firm gets the answer now.
        """
        delivered = Delivered(Outcome.ANSWERED)
        for message in messages:
            if is_set_aside(message):
                continue
            is_new = message.message_id == new_id
            delivered = await (
                self._first(conversation, message, returns) if is_new else self._again(conversation, message)
            )
            if delivered.outcome is Outcome.KEPT:
                break
        return delivered

    async def refresh(self, conversation_id: str) -> None:
        """Bring a conversation's summary up to its last row. A failure must not cost the firm its answer."""
        try:
            await self._store.refresh(conversation_id, self._standing)
        except Exception as error:  # whatever it is, it is ours and not the firm's
            log_bug(logger, error)

    async def _first(
        self, conversation: Conversation, message: PendingMessage, returns: Callable[[], bool]
    ) -> Delivered:
        """A message that Rasa never had. All that it leads to comes after what the conversation held when it came."""
        failed = await self._failed(conversation, message)
        is_back = await self._went_back(conversation, message)
        since = min(conversation.projected_event_id, conversation.returned_event_id)
        rows = await self._store.rows(conversation.id, after=since)
        if not is_answered(rows, message.message_id):
            return await self._unanswered(message, rows, failed)
        if not is_back:
            return Delivered(Outcome.KEPT)
        last = max((row.id for row in rows if row.type in MESSAGES), default=0)
        returned = last if last > conversation.returned_event_id and returns() else None
        try:
            advanced = await self._store.advance(
                conversation, rows, self._standing, answered=message.message_id, returns=returned
            )
        except Exception as error:  # whatever it is, it is ours and not the firm's
            log_bug(logger, error)
            await self._store.settle(conversation, message.message_id)
            advanced = Advanced(is_current=False)
        if not advanced.is_current:
            await self.refresh(conversation.id)
        return Delivered(Outcome.ANSWERED, rows, advanced.claimed)

    async def _again(self, conversation: Conversation, message: PendingMessage) -> Delivered:
        """It is answered already if the gateway was stopped between Rasa's answer and noting it."""
        rows, failed = await self._rows(message), None
        if not is_answered(rows, message.message_id):
            failed = await self._failed(conversation, message)
            rows = await self._rows(message)
        if not is_answered(rows, message.message_id):
            return await self._unanswered(message, rows, failed)
        if not await self._went_back(conversation, message):
            return Delivered(Outcome.KEPT)
        await self.refresh(conversation.id)
        await self._store.settle(conversation, message.message_id)
        return Delivered(Outcome.ANSWERED)

    async def _failed(self, conversation: Conversation, message: PendingMessage) -> bool | None:
        """Deliver once. Whether Rasa failed on it; None if Rasa could not be asked."""
        try:
            await self._hand_on(conversation, message)
        except RasaUnavailable as error:
            logger.warning("A turn waits: %s", error)
            return None
        except RasaFailed as error:
            logger.warning("A turn failed: %s", error)
            return True
        return False

    async def _hand_on(self, conversation: Conversation, message: PendingMessage) -> None:
        """To the advisor, or to the person who speaks in its place."""
        if conversation.person is None:
            words = GO_ON if message.text == BACK else message.text
            turn = Turn(
                *(conversation.id, message.message_id, words, conversation.channel, conversation.language),
                staffed=self._staffed,
            )
            return await self._rasa.deliver(turn)
        to_person = {TO_PERSON: conversation.person}
        await self._rasa.record(Remark(conversation.id, message.message_id, "firm", message.text, to_person))
        return None

    async def _went_back(self, conversation: Conversation, message: PendingMessage) -> bool:
        """Give the firm the advisor again, if it wants that. False if it could not be told now."""
        if conversation.person is None or message.text != BACK:
            return True
        try:
            await self._handovers.hand_back(conversation.id)
        except UnheardError:
            return False
        return True

    async def _unanswered(self, message: PendingMessage, rows: Sequence[Row], failed: bool | None) -> Delivered:
        await self.refresh(message.conversation_id)
        recorded = is_recorded(rows, message.message_id)
        if failed or (failed is False and recorded):
            return Delivered(await self._count_failure(message, recorded=recorded))
        return Delivered(Outcome.KEPT)

    async def _count_failure(self, message: PendingMessage, *, recorded: bool) -> Outcome:
        is_last = message.attempts + 1 >= MAX_ATTEMPTS
        if is_last and self._now() < message.received_at + LEAST_SECONDS:
            return Outcome.KEPT
        await self._store.count_attempt(message.message_id)
        if not is_last:
            return Outcome.KEPT
        logger.error("Set aside a message of conversation %s: it failed too often", message.conversation_id)
        await self._store.raise_flag(message.conversation_id, SET_ASIDE_FLAG)
        if recorded:
            await self._store.remove_pending(message.message_id)
        return Outcome.SET_ASIDE

    async def _rows(self, message: PendingMessage) -> list[Row]:
        return await self._store.rows_since_message(message.conversation_id, message.message_id)


def is_set_aside(message: PendingMessage) -> bool:
    """Whether a message failed too often to be delivered again."""
    return message.attempts >= MAX_ATTEMPTS

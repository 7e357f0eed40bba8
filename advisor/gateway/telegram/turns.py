"""One turn with the advisor, from a chat: answered once, however often it is tried."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from advisor.core.messages import MessageType
from advisor.gateway.delivery import Outcome
from advisor.gateway.desk import Desk
from advisor.gateway.relay import NOTICES, SLOW, Awaited
from advisor.gateway.telegram.api import ApiError, BotApi
from advisor.gateway.telegram.backoff import backoff
from advisor.gateway.telegram.pace import Sleep
from advisor.store.models import Conversation
from advisor.store.transcript import Message

NAMESPACE = uuid.UUID("6b0f3f0e-6d0c-4c1e-9b55-6f2d0a7c5e11")
TYPING_SECONDS = 4.5
"""Telegram shows it for five."""

Apologise = Callable[[str], Awaitable[None]]
"""Say at once why there is no answer yet: a key of NOTICES."""


class ConversationGone(Exception):
    """The conversation was erased meanwhile."""


class Turns:
    """Has the advisor answer what was said in a chat."""

    def __init__(self, desk: Desk, api: BotApi, patience: float, sleep: Sleep = asyncio.sleep) -> None:
        self._desk = desk
        self._api = api
        self._patience = patience
        self._sleep = sleep

    async def take(
        self, chat_id: int, conversation_id: str, name: str, words: str, apologise: Apologise
    ) -> list[Message]:
        """The advisor's answer. Waits for as long as Rasa is down, and says so."""
        client_id = str(uuid.uuid5(NAMESPACE, name))
        waits = backoff(1.0)
        async with self._typing(chat_id):
            while True:
                messages = await self._once(conversation_id, client_id, words, apologise)
                if not _is_kept(messages):
                    return messages
                await apologise(NOTICES[Outcome.KEPT])
                await self._sleep(next(waits))

    async def was_taken(self, conversation_id: str, name: str) -> bool:
        """Whether this was said before, in a process that stopped."""
        return await self._desk.store.sent(conversation_id, str(uuid.uuid5(NAMESPACE, name))) is not None

    async def _once(self, conversation_id: str, client_id: str, words: str, apologise: Apologise) -> list[Message]:
        awaited = await self._accepted(conversation_id, client_id, words)
        await asyncio.wait({awaited.answer}, timeout=self._patience)
        if not awaited.answer.done():
            await apologise(SLOW)
        return await asyncio.shield(awaited.answer)

    async def _accepted(self, conversation_id: str, client_id: str, words: str) -> Awaited:
        relay, store = self._desk.relay, self._desk.store
        async with relay.arrival(conversation_id):
            conversation: Conversation | None = await store.get(conversation_id)
            if conversation is None:
                raise ConversationGone
            sent = await store.sent(conversation_id, client_id)
            if sent is not None:
                return relay.accept_again(conversation, sent)
            return await relay.accept(conversation, words, client_id)

    @asynccontextmanager
    async def _typing(self, chat_id: int) -> AsyncIterator[None]:
        shown = asyncio.create_task(self._show_typing(chat_id))
        try:
            yield
        finally:
            shown.cancel()
            with suppress(asyncio.CancelledError):
                await shown

    async def _show_typing(self, chat_id: int) -> None:
        while True:
            with suppress(ApiError):
                await self._api.show_typing(chat_id)
            await asyncio.sleep(TYPING_SECONDS)


def _is_kept(messages: list[Message]) -> bool:
    """Whether Rasa could not be asked."""
    return any(
        message.data.get("type") == MessageType.ERROR and message.data.get("reason") == NOTICES[Outcome.KEPT]
        for message in messages
    )

"""The messages of a conversation as they come, to all who listen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import msgspec
from litestar.response import ServerSentEventMessage

from advisor.gateway.bells import Bells
from advisor.gateway.history import History
from advisor.gateway.problems import Problem
from advisor.store.conversations import ConversationStore
from advisor.store.transcript import Message

MOST_STREAMS = 3
"""Of one conversation: two tabs, and one whose line is down and has not been missed yet."""
LOOK_SECONDS = 5.0
"""So often a stream looks for what happened in another process."""
KEEP_ALIVE_SECONDS = 15.0
"""Proxies hang up on a line that is silent for longer."""
LEASE_SECONDS = 3 * KEEP_ALIVE_SECONDS
"""A stream that did nothing for so long is no longer counted."""
LONGEST_SECONDS = 3600.0
"""Then the client connects again, so that nothing stays open for good."""


END = ServerSentEventMessage(event="end", data="{}")
KEEP_ALIVE = ServerSentEventMessage(comment="keep-alive", data=None)


class Feed:
    """Counts the open streams and feeds them."""

    def __init__(
        self, store: ConversationStore, history: History, bells: Bells, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._history = history
        self._bells = bells
        self._now = now
        self._seen: dict[str, dict[object, float]] = {}
        """Conversation -> stream -> when it was last at work."""

    def open(self, conversation_id: str, after: int) -> AsyncIterator[ServerSentEventMessage]:
        """The events after one message.

        Raises:
            Problem: there are too many streams of this conversation.
        """
        self._forget_dead(conversation_id)
        seen = self._seen.setdefault(conversation_id, {})
        if len(seen) >= MOST_STREAMS:
            raise Problem("too_many_streams", headers={"Retry-After": str(int(KEEP_ALIVE_SECONDS))}, limit=MOST_STREAMS)
        stream = object()
        seen[stream] = self._now()
        return self._counted(conversation_id, stream, after)

    async def _counted(self, conversation_id: str, stream: object, after: int) -> AsyncIterator[ServerSentEventMessage]:
        try:
            async for event in self._events(conversation_id, after):
                self._seen.setdefault(conversation_id, {})[stream] = self._now()
                yield event
        finally:
            self._seen.get(conversation_id, {}).pop(stream, None)
            self._forget_dead(conversation_id)

    async def _events(self, conversation_id: str, after: int) -> AsyncIterator[ServerSentEventMessage]:
        yield KEEP_ALIVE
        opened = spoke = self._now()
        with self._bells.listen(conversation_id) as bell:
            while not self._bells.closed and self._now() < opened + LONGEST_SECONDS:
                bell.clear()
                if await self._store.get(conversation_id) is None:
                    yield END
                    return
                for message in await self._history.after(conversation_id, after):
                    after, spoke = int(message.id), self._now()
                    yield _event(message)
                if self._now() >= spoke + KEEP_ALIVE_SECONDS:
                    spoke = self._now()
                    yield KEEP_ALIVE
                await _wait(bell, LOOK_SECONDS)

    def _forget_dead(self, conversation_id: str) -> None:
        alive = {
            stream: seen
            for stream, seen in self._seen.pop(conversation_id, {}).items()
            if seen > self._now() - LEASE_SECONDS
        }
        if alive:
            self._seen[conversation_id] = alive


def _event(message: Message) -> ServerSentEventMessage:
    return ServerSentEventMessage(event="message", id=message.id, data=msgspec.json.encode(message))


async def _wait(bell: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return

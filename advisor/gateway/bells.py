"""Wakes those who wait for news of a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Bells:
    """One bell a listener. What happens in another process rings none, so listeners look up now and then too."""

    def __init__(self) -> None:
        self._listening: dict[str, set[asyncio.Event]] = {}
        self.closed = False
        """Whether nothing will happen any more, since the gateway is stopping."""

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """An event that is set when something may have happened."""
        bell = asyncio.Event()
        listeners = self._listening.setdefault(conversation_id, set())
        listeners.add(bell)
        try:
            yield bell
        finally:
            listeners.discard(bell)
            if not listeners and self._listening.get(conversation_id) is listeners:
                del self._listening[conversation_id]

    def ring(self, conversation_id: str) -> None:
        """Say that something may have happened."""
        for bell in self._listening.get(conversation_id, ()):
            bell.set()

    def close(self) -> None:
        """Wake everybody for the last time."""
        self.closed = True
        for conversation_id in self._listening:
            self.ring(conversation_id)

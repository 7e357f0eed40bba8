"""One worker for each chat in which there is something to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from advisor.gateway.problems import log_bug, logger
from advisor.gateway.telegram.backoff import backoff
from advisor.gateway.telegram.pace import Sleep

GRACE_SECONDS = 2.0
MOST_SECONDS = 30.0
"""Between two attempts where something is broken."""

Work = Callable[[int], Awaitable[None]]


class Crew:
    """Workers of different chats do not wait for each other; a chat has one at a time."""

    def __init__(self, work: Work, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._work = work
        """Does what there is to do in a chat, and ends when nothing is left."""
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        """Chats that were woken while their worker may have been about to end."""
        self.closed = False
        """Whether workers are to end after what they are at."""

    def wake(self, chat_id: int) -> None:
        """There is something to do in a chat."""
        if self.closed:
            return
        if chat_id in self._workers:
            self._again.add(chat_id)
            return
        self._workers[chat_id] = asyncio.create_task(self._run(chat_id))

    async def idle(self) -> None:
        """Wait until nobody works."""
        while self._workers:
            await asyncio.wait(list(self._workers.values()))

    async def close(self) -> None:
        """Let all workers end what they are at, and stop those that take long."""
        self.closed = True
        workers = list(self._workers.values())
        if workers:
            await asyncio.wait(workers, timeout=GRACE_SECONDS)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _run(self, chat_id: int) -> None:
        waits = backoff(1.0, MOST_SECONDS)
        try:
            while not self.closed:
                self._again.discard(chat_id)
                if not await self._has_worked(chat_id):
                    await self._sleep(next(waits))
                elif chat_id not in self._again:
                    return
        finally:
            self._again.discard(chat_id)
            del self._workers[chat_id]

    async def _has_worked(self, chat_id: int) -> bool:
        """Whether all went well. A fault in one chat is no matter of the others, and one day it is mended."""
        try:
            await self._work(chat_id)
        except Exception as error:  # the database may be away, as anything may
            log_bug(logger, error)
            return False
        return True

"""Work that goes on beside the requests, again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)


LAST_SECONDS = 2.0
"""So long the work may take to its end when it is to stop."""


@dataclass
class Upkeep:
    """Does some work every so many seconds, from `start` to `close`. A failure is logged, and the next try comes."""

    work: Callable[[], Awaitable[None]]
    seconds: float
    _task: asyncio.Task[None] | None = field(default=None, init=False)
    _stop: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._go_on())

    async def close(self) -> None:
        """Let what is under way end, or break it off if that takes too long."""
        self._stop.set()
        if self._task is None:
            return
        await asyncio.wait({self._task}, timeout=LAST_SECONDS)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _go_on(self) -> None:
        while not self._stop.is_set():
            try:
                await self.work()
            except Exception as error:  # whatever it is, the next try may go well
                # Its text might hold what firms say.
                logger.error("Upkeep failed: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self.seconds)

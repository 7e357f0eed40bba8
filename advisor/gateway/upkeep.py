"""Work that goes on beside the requests, again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)


@dataclass
class Upkeep:
    """Does some work every so many seconds, from `start` to `close`. A failure is logged, and the next try comes."""

    work: Callable[[], Awaitable[None]]
    seconds: float
    _task: asyncio.Task[None] | None = field(default=None, init=False)

    async def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._go_on())

    async def close(self) -> None:
        """End, also in the middle of the work."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _go_on(self) -> None:
        while True:
            try:
                await self.work()
            except Exception as error:  # whatever it is, the next try may go well
                # Its text might hold what firms say.
                logger.error("Upkeep failed: %s", type(error).__name__)
            await asyncio.sleep(self.seconds)

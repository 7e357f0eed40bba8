"""Time for tests."""

from __future__ import annotations

import asyncio


class Clock:
    """Time that passes when told to."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class SleepersClock(Clock):
    """Time that passes when somebody sleeps."""

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

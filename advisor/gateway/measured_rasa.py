"""Rasa, with a stopwatch."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from advisor.gateway.metrics import Metrics
from advisor.gateway.rasa_client import Rasa, RasaFailed, RasaUnavailable, Remark, Turn


@dataclass(frozen=True)
class MeasuredRasa:
    """Passes everything on, and notes how long turns took and how they ended."""

    rasa: Rasa
    metrics: Metrics
    clock: Callable[[], float] = time.perf_counter

    async def deliver(self, turn: Turn) -> None:
        """See `Rasa.deliver`."""
        begun, outcome = self.clock(), "taken"
        try:
            await self.rasa.deliver(turn)
        except RasaUnavailable:
            outcome = "unavailable"
            raise
        except RasaFailed:
            outcome = "failed"
            raise
        finally:
            self.metrics.turn(outcome, self.clock() - begun)

    async def record(self, remark: Remark) -> None:
        """See `Rasa.record`."""
        await self.rasa.record(remark)

    async def is_up(self) -> bool:
        """See `Rasa.is_up`."""
        return await self.rasa.is_up()

    async def actions_are_up(self) -> bool:
        """See `Rasa.actions_are_up`."""
        return await self.rasa.actions_are_up()

    async def close(self) -> None:
        """See `Rasa.close`."""
        await self.rasa.close()

"""What is to be done now and then while the gateway runs."""

from __future__ import annotations

import time
from collections.abc import Callable

from advisor.gateway.handovers import Handovers
from advisor.gateway.problems import logger
from advisor.store.retention import DAY, Retention

ROUND_SECONDS = 600.0
HOUR = 3600.0


class Chores:
    """Hands back conversations that a person has forgotten, and erases old ones once a day."""

    def __init__(
        self,
        handovers: Handovers,
        retention: Retention,
        *,
        handover_hours: int,
        retention_days: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._handovers = handovers
        self._retention = retention
        self._handover_hours = handover_hours
        self._retention_days = retention_days
        self._now = now
        self._erased_on: int | None = None
        """The day of the last erasure."""

    async def once(self) -> None:
        """One round."""
        if self._handover_hours:
            await self._handovers.give_up(self._handover_hours * HOUR)
        today = int(self._now() // DAY)
        if self._retention_days and today != self._erased_on:
            erased = await self._retention.expire(self._retention_days, self._now())
            self._erased_on = today
            if erased:
                logger.warning("Erased %s conversations older than %s days", erased, self._retention_days)

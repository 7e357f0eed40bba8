"""What is done now and then."""

from __future__ import annotations

import asyncio

import pytest

from advisor.gateway import upkeep as module
from advisor.gateway.upkeep import Upkeep

DAY = 24 * 3600.0


class FakeHandovers:
    def __init__(self) -> None:
        self.given_up: list[float] = []

    async def give_up(self, silent_for: float) -> None:
        self.given_up.append(silent_for)


class FakeRetention:
    def __init__(self) -> None:
        self.expired: list[tuple[int, float]] = []
        self.away = 0

    async def expire(self, days: int, now: float) -> int:
        if self.away:
            self.away -= 1
            raise ConnectionError
        self.expired.append((days, now))
        return 3


class Job:
    def __init__(self, handover_hours: int = 48, retention_days: int = 30) -> None:
        self.now = 100 * DAY
        self.handovers, self.retention = FakeHandovers(), FakeRetention()
        self.upkeep = Upkeep(
            self.handovers,  # type: ignore[arg-type]
            self.retention,  # type: ignore[arg-type]
            handover_hours=handover_hours,
            retention_days=retention_days,
            now=lambda: self.now,
        )


async def test_conversations_expire_once_a_day() -> None:
    job = Job()
    await job.upkeep.once()
    await job.upkeep.once()
    job.now += DAY
    await job.upkeep.once()

    assert job.retention.expired == [(30, 100 * DAY), (30, 101 * DAY)]
    assert job.handovers.given_up == [48 * 3600.0] * 3


async def test_what_is_not_wanted_is_not_done() -> None:
    job = Job(handover_hours=0, retention_days=0)
    await job.upkeep.once()
    assert (job.retention.expired, job.handovers.given_up) == ([], [])


async def test_a_database_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(module, "ROUND_SECONDS", 0.0)
    job = Job()
    job.retention.away = 2
    await job.upkeep.start()
    while not job.retention.expired:  # noqa: ASYNC110 - the job has no event for it
        await asyncio.sleep(0)
    await job.upkeep.close()
    assert len(job.retention.expired) == 1


async def test_one_that_never_began_can_be_closed() -> None:
    await Job().upkeep.close()

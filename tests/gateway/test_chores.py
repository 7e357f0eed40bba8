"""What is done now and then."""

from __future__ import annotations

from advisor.gateway.chores import Chores

DAY = 24 * 3600.0


class FakeHandovers:
    def __init__(self) -> None:
        self.given_up: list[float] = []

    async def give_up(self, silent_for: float) -> None:
        self.given_up.append(silent_for)


class FakeRetention:
    def __init__(self) -> None:
        self.expired: list[tuple[int, float]] = []

    async def expire(self, days: int, now: float) -> int:
        self.expired.append((days, now))
        return 3


class Job:
    def __init__(self, handover_hours: int = 48, retention_days: int = 30) -> None:
        self.now = 100 * DAY
        self.handovers, self.retention = FakeHandovers(), FakeRetention()
        self.chores = Chores(
            self.handovers,  # type: ignore[arg-type]
            self.retention,  # type: ignore[arg-type]
            handover_hours=handover_hours,
            retention_days=retention_days,
            now=lambda: self.now,
        )


async def test_conversations_expire_once_a_day() -> None:
    job = Job()
    await job.chores.once()
    await job.chores.once()
    job.now += DAY
    await job.chores.once()

    assert job.retention.expired == [(30, 100 * DAY), (30, 101 * DAY)]
    assert job.handovers.given_up == [48 * 3600.0] * 3


async def test_what_is_not_wanted_is_not_done() -> None:
    job = Job(handover_hours=0, retention_days=0)
    await job.chores.once()
    assert (job.retention.expired, job.handovers.given_up) == ([], [])

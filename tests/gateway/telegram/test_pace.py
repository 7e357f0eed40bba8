from __future__ import annotations

from itertools import pairwise

from advisor.gateway.telegram.pace import Pace


class Time:
    """Passes while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def sent_at(chats: list[int], pause: float = 0.0) -> list[float]:
    time = Time()
    pace = Pace(time, time.sleep)
    pace.pause(pause)
    found = []
    for chat_id in chats:
        await pace.turn(chat_id)
        found.append(time.now)
    return found


async def test_a_short_burst_goes_at_once() -> None:
    assert max(await sent_at([7] * 5)) < 0.3


async def test_then_one_a_second_to_a_chat() -> None:
    times = await sent_at([7] * 9)
    assert [round(later - earlier) for earlier, later in pairwise(times[4:])] == [1, 1, 1, 1]


async def test_never_more_than_thirty_within_a_second() -> None:
    times = await sent_at(list(range(300)))
    assert all(later - earlier >= 1 for earlier, later in zip(times, times[30:], strict=False))


async def test_a_pause_holds_for_all() -> None:
    assert (await sent_at([7, 8], pause=3.0)) == [3.0, 3.0]


async def test_a_chat_that_got_too_much_waits_alone() -> None:
    time = Time()
    pace = Pace(time, time.sleep)
    pace.slow_down(7, 30.0)
    await pace.turn(8)
    assert time.now < 1
    await pace.turn(7)
    assert time.now == 30.0


async def test_several_chats_told_at_once_mean_all() -> None:
    time = Time()
    pace = Pace(time, time.sleep)
    for chat_id in (1, 2, 3):
        pace.slow_down(chat_id, 5.0)
    await pace.turn(8)
    assert time.now >= 5.0


async def test_chats_told_long_apart_do_not() -> None:
    time = Time()
    pace = Pace(time, time.sleep)
    for chat_id in (1, 2, 3):
        pace.slow_down(chat_id, 5.0)
        time.now += 11.0
    before = time.now
    await pace.turn(8)
    assert time.now - before < 1


async def test_after_a_pause_not_all_go_at_once() -> None:
    times = await sent_at(list(range(60)), pause=3.0)
    assert all(later - earlier >= 1 for earlier, later in zip(times, times[30:], strict=False))


async def test_a_beginning_does_not_wait_for_what_follows_elsewhere() -> None:
    time = Time()
    pace = Pace(time, time.sleep)
    for _ in range(40):
        pace._following.take()
    await pace.turn(7)
    assert time.now < 0.1

from __future__ import annotations

import asyncio
from itertools import pairwise

from advisor.gateway.telegram.pace import Pace
from tests.clocks import SleepersClock


async def sent_at(chats: list[int], pause: float = 0.0) -> list[float]:
    time = SleepersClock(0.0)
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
    time = SleepersClock(0.0)
    pace = Pace(time, time.sleep)
    pace.slow_down(7, 30.0)
    await pace.turn(8)
    assert time.now < 1
    await pace.turn(7)
    assert time.now == 30.0


async def test_several_chats_told_at_once_mean_all() -> None:
    time = SleepersClock(0.0)
    pace = Pace(time, time.sleep)
    for chat_id in (1, 2, 3):
        pace.slow_down(chat_id, 5.0)
    await pace.turn(8)
    assert time.now >= 5.0


async def test_chats_told_long_apart_do_not() -> None:
    time = SleepersClock(0.0)
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


async def order_of(*begins: bool) -> list[int]:
    """In which order they go, when all come at once."""
    time = SleepersClock(0.0)
    pace = Pace(time, time.sleep)
    gone: list[int] = []

    async def one(number: int) -> None:
        await pace.turn(number, begins=begins[number])
        gone.append(number)

    await asyncio.gather(*(one(number) for number in range(len(begins))))
    return gone


async def test_a_beginning_goes_before_what_follows_elsewhere() -> None:
    assert await order_of(False, False, False, True) == [3, 0, 1, 2]


async def test_what_follows_is_not_put_off_for_ever() -> None:
    begins = [False, *[True] * 20]
    assert (await order_of(*begins)).index(0) == 4


async def test_who_stopped_waiting_is_passed_over() -> None:
    pace = Pace()
    for number in range(2):
        await pace.turn(number)
    waiting = [asyncio.create_task(pace.turn(number)) for number in (2, 3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await waiting[1]
    assert waiting[0].cancelled() or waiting[0].cancelling()

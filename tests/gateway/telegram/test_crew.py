"""Workers of chats."""

from __future__ import annotations

import asyncio

from advisor.gateway.telegram.crew import Crew


async def test_what_fails_is_tried_again_without_being_woken() -> None:
    waited: list[float] = []
    failures = [OSError("the database is away"), OSError("still")]

    async def work(_: int) -> None:
        if failures:
            raise failures.pop()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    crew = Crew(work, sleep)
    crew.wake(7)
    await crew.idle()
    assert waited == [1.0, 2.0]


async def test_a_fault_in_one_chat_is_no_matter_of_the_others() -> None:
    done: list[int] = []

    async def work(chat_id: int) -> None:
        if chat_id == 1 and not done:
            raise OSError("away")
        done.append(chat_id)

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    crew = Crew(work, sleep)
    for chat_id in (1, 2):
        crew.wake(chat_id)
    await crew.idle()
    assert sorted(done) == [1, 2]


async def test_closing_ends_those_that_wait() -> None:
    async def work(_: int) -> None:
        raise OSError("away")

    crew = Crew(work)
    crew.wake(7)
    await crew.close()
    await crew.idle()
    assert crew.closed

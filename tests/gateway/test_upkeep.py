"""Work that goes on beside the requests."""

from __future__ import annotations

import asyncio

import pytest

from advisor.gateway import upkeep as module
from advisor.gateway.upkeep import Upkeep


async def test_a_failure_is_told_by_its_kind_and_the_next_try_comes(caplog: pytest.LogCaptureFixture) -> None:
    done = asyncio.Event()
    tries: list[int] = []

    async def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError("what a firm said")
        done.set()

    upkeep = Upkeep(work, 0.0)
    await upkeep.start()
    await done.wait()
    await upkeep.close()

    assert "ConnectionError" in caplog.text
    assert "what a firm said" not in caplog.text


async def test_what_is_under_way_comes_to_its_end() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        await asyncio.sleep(0.01)
        ended.set()

    upkeep = Upkeep(work, 1000.0)
    await upkeep.start()
    await began.wait()
    await upkeep.close()
    assert ended.is_set()


async def test_what_takes_too_long_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LAST_SECONDS", 0.01)
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        await asyncio.Event().wait()

    upkeep = Upkeep(work, 0.0)
    await upkeep.start()
    await began.wait()
    await upkeep.close()


async def test_one_that_never_began_can_be_closed() -> None:
    async def work() -> None:
        """Nothing."""

    await Upkeep(work, 1.0).close()

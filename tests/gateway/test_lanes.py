"""A Rasa server is not given more turns at once than it can work on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from advisor.gateway.lanes import TURNS_AT_ONCE, Lanes
from advisor.gateway.line import LineBroken
from advisor.gateway.rasa_client import HttpRasa, Turn

ONE, TWO = "http://rasa1", "http://rasa2"


def turn(number: int) -> Turn:
    return Turn(f"c{number}", f"m{number}", "hello", "web", "en")


class Servers:
    """A line to Rasa servers that hold every turn until they are let go."""

    def __init__(self, *, hanging: str = "") -> None:
        self.at: list[str] = []
        self.go = asyncio.Event()
        self._hanging = hanging

    async def post(self, address: str, body: Mapping[str, object], headers: Mapping[str, str], seconds: float) -> int:
        assert body
        assert headers
        assert seconds > 0
        url = address.partition("/webhooks")[0]
        self.at.append(url)
        if self._hanging in ("", url):
            await self.go.wait()
        if self._hanging == url:
            raise LineBroken("TimeoutError")
        return 200

    async def get(self, address: str, headers: Mapping[str, str], seconds: float) -> int:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


async def a_while() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_first_come_first_served() -> None:
    lanes, through = Lanes(turns_at_once=1), list[int]()

    async def one(number: int) -> None:
        async with lanes.to(ONE):
            await asyncio.sleep(0)
            through.append(number)

    await asyncio.gather(*map(one, range(5)))
    assert through == [0, 1, 2, 3, 4]


async def test_what_is_too_many_waits_here_and_is_answered_all_the_same() -> None:
    servers = Servers()
    rasa = HttpRasa([ONE], [], "secret", servers)
    crowd = [asyncio.create_task(rasa.deliver(turn(number))) for number in range(3 * TURNS_AT_ONCE)]
    await a_while()
    assert len(servers.at) == TURNS_AT_ONCE
    servers.go.set()
    await asyncio.gather(*crowd)
    assert len(servers.at) == len(crowd)


async def test_a_server_has_a_lane_of_its_own() -> None:
    servers = Servers()
    rasa = HttpRasa([ONE, TWO], [], "secret", servers)
    crowd = [asyncio.create_task(rasa.deliver(turn(number))) for number in range(6 * TURNS_AT_ONCE)]
    await a_while()
    assert sorted(servers.at) == [ONE] * TURNS_AT_ONCE + [TWO] * TURNS_AT_ONCE
    servers.go.set()
    await asyncio.gather(*crowd)


async def test_who_waits_for_a_server_that_hangs_goes_on_to_the_next() -> None:
    servers = Servers(hanging=ONE)
    rasa = HttpRasa([ONE, TWO], [], "secret", servers)
    numbers = [number for number in range(200) if rasa.servers.of(f"c{number}")[0] == ONE]
    crowd = [asyncio.create_task(rasa.deliver(turn(number))) for number in numbers]
    await a_while()
    servers.go.set()
    await asyncio.gather(*crowd)
    assert len(numbers) > TURNS_AT_ONCE
    assert servers.at.count(ONE) == TURNS_AT_ONCE
    assert servers.at.count(TWO) == len(numbers)

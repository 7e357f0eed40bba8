"""Turns of one conversation come one after another."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from rasa.core.lock_store import LockStore
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import ConnectionError as RedisAway

from advisor.dialogue.lock_store import PATIENCE, RENEWED_AFTER, TurnLocks, TurnsUnavailable
from tests.ops.conftest import free_port

NAME = "advisor.dialogue.lock_store.TurnLocks"


@dataclass
class FakeLocks:
    """Redis, as far as it matters."""

    owners: dict[str, str] = field(default_factory=dict)
    renewed: int = 0
    away: bool = False

    async def take(self, key: str, owner: str) -> bool:
        self._answer()
        return self.owners.setdefault(key, owner) == owner

    async def renew(self, key: str, owner: str) -> None:
        self.renewed += 1
        self._answer()

    async def release(self, key: str, owner: str) -> None:
        self._answer()
        if self.owners.get(key) == owner:
            del self.owners[key]

    def _answer(self) -> None:
        if self.away:
            raise RedisAway("refused")


class Time:
    """Passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def locks() -> FakeLocks:
    return FakeLocks()


@pytest.fixture
def store(locks: FakeLocks) -> TurnLocks:
    time = Time()
    return TurnLocks(locks=locks, sleep=time.sleep, now=time)


async def test_turns_come_one_after_another(locks: FakeLocks) -> None:
    servers = [TurnLocks(locks=locks) for _ in range(3)]
    at_once, most = 0, 0

    async def turn(server: TurnLocks) -> None:
        nonlocal at_once, most
        async with server.lock("c1"):
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1

    await asyncio.gather(*(turn(server) for server in servers * 5))
    assert (at_once, most) == (0, 1)
    assert locks.owners == {}


async def test_other_conversations_go_on(store: TurnLocks) -> None:
    async with store.lock("c1"), store.lock("c2"):
        pass


async def test_a_lock_is_given_back_when_a_turn_fails(store: TurnLocks, locks: FakeLocks) -> None:
    with pytest.raises(ValueError, match="of the turn"):
        async with store.lock("c1"):
            raise ValueError("of the turn")
    assert locks.owners == {}


async def test_a_turn_that_takes_long_keeps_its_lock(store: TurnLocks, locks: FakeLocks) -> None:
    async with store.lock("c1"):
        while locks.renewed < 3:  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0)


async def test_redis_may_go_while_a_turn_is_under_way(store: TurnLocks, locks: FakeLocks) -> None:
    async with store.lock("c1"):
        locks.away = True
        while locks.renewed < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert RENEWED_AFTER > 0


async def test_nothing_begins_while_redis_is_away(store: TurnLocks, locks: FakeLocks) -> None:
    locks.away = True
    with pytest.raises(TurnsUnavailable, match="Redis: ConnectionError"):
        async with store.lock("c1"):
            raise AssertionError("never here")
    locks.away = False
    async with store.lock("c1"):
        pass


async def test_nobody_waits_for_ever(store: TurnLocks, locks: FakeLocks) -> None:
    locks.owners["advisor:turn:c1"] = "somebody"
    with pytest.raises(TurnsUnavailable, match="does not end"):
        async with store.lock("c1"):
            raise AssertionError("never here")
    assert store._now() > PATIENCE


@pytest.mark.parametrize("url", [None, ""])
def test_an_address_is_needed(url: str | None) -> None:
    with pytest.raises(InvalidConfigException, match="ADVISOR_REDIS_URL"):
        TurnLocks(EndpointConfig(url=url))


def test_a_start_without_redis_says_what_to_do() -> None:
    with pytest.raises(InvalidConfigException, match=r"Redis cannot be reached \(ConnectionError\)"):
        LockStore.create(EndpointConfig(url=f"redis://127.0.0.1:{free_port()}/0", type=NAME))

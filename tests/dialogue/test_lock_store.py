"""Turns of one conversation come one after another."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rasa.core.lock_store import LockStore
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import ConnectionError as RedisAway

from advisor.dialogue.lock_store import PATIENCE, RENEWED_AFTER, RedisLocks, TurnLocks, TurnsUnavailable
from advisor.ops.backing import find_program
from advisor.ops.backing import redis as redis_service
from advisor.ops.leashed import Surroundings
from advisor.ops.supervisor import Supervisor
from tests.clocks import SleepersClock
from tests.ops.conftest import SpokenTo, free_port

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


@pytest.fixture
def locks() -> FakeLocks:
    return FakeLocks()


@pytest.fixture
def store(locks: FakeLocks) -> TurnLocks:
    time = SleepersClock(0.0)
    return TurnLocks(locks=locks, sleep=time.sleep, now=time)


@pytest.mark.slow
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
        while locks.renewed < 3:
            await asyncio.sleep(0)


async def test_redis_may_go_while_a_turn_is_under_way(store: TurnLocks, locks: FakeLocks) -> None:
    async with store.lock("c1"):
        locks.away = True
        while locks.renewed < 2:
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


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """The address of a real one."""
    if find_program("redis-server") is None and os.environ.get("CI") != "true":
        pytest.skip("Redis is not installed here (scripts/services.py installs it)")
    service = redis_service(tmp_path / "redis", free_port())
    with Supervisor([service], Surroundings(tmp_path, dict(os.environ), tmp_path), SpokenTo()) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
        yield f"redis://127.0.0.1:{service.port}/0"


@pytest.fixture
async def real(redis: str) -> AsyncIterator[RedisLocks]:
    locks = RedisLocks(redis, lifetime_ms=300)
    yield locks
    await locks.close()


@pytest.mark.slow
class TestRedis:
    """The real one."""

    async def test_a_lock_has_one_owner(self, real: RedisLocks) -> None:
        assert await real.take("c1", "one")
        assert not await real.take("c1", "other")
        await real.release("c1", "other")
        assert not await real.take("c1", "other")
        await real.release("c1", "one")
        assert await real.take("c1", "other")

    async def test_a_lock_lives_as_long_as_it_is_renewed(self, real: RedisLocks) -> None:
        assert await real.take("c1", "one")
        for _ in range(5):
            await asyncio.sleep(0.1)
            await real.renew("c1", "one")
            await real.renew("c1", "other")
        assert not await real.take("c1", "other")
        while not await real.take("c1", "other"):
            await asyncio.sleep(0.05)

    async def test_rasa_takes_it_from_its_name(self, redis: str) -> None:
        store = LockStore.create(EndpointConfig(url=redis, type=NAME))
        assert isinstance(store, TurnLocks)
        async with store.lock("c1"):
            pass
        assert isinstance(store._locks, RedisLocks)
        await store._locks.close()

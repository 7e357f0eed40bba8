"""Turns of one conversation one after another, among several Rasa servers, by locks in Redis.

Rasa's own Redis store draws tickets in two steps, so that two servers may draw the same, looks for its turn once a
second, and leaves the ticket of a server that was killed in everybody's way for a minute. Here a lock is taken in one
step and lives only as long as who holds it says so.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol, cast

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from advisor.dialogue.unavailable import Unavailable

PREFIX = "advisor:turn:"
LIFETIME_MS = 6_000
"""After the death of its holder a conversation waits for so long."""
RENEWED_AFTER = 2.0
"""Seconds. Two renewals may be late before a lock is lost."""
LOOK_AFTER, LOOK_AT_MOST = 0.01, 0.2
"""Seconds between looks at a lock that another holds: soon at first, then less and less often."""
PATIENCE = 60.0
"""Seconds until whoever waits for its turn gives up. The gateway keeps the message."""
REDIS_SECONDS = 1.0

IF_OWN = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call({command}) end return 0"
RENEW = IF_OWN.format(command="'pexpire', KEYS[1], ARGV[2]")
RELEASE = IF_OWN.format(command="'del', KEYS[1]")


class TurnsUnavailable(Unavailable):
    """Nobody can say whose turn it is: Redis is away, or another turn does not come to its end."""


class Locks(Protocol):
    """What is needed of Redis. Its errors are its own."""

    async def take(self, key: str, owner: str) -> bool:
        """Take a lock unless somebody has it."""

    async def renew(self, key: str, owner: str) -> None:
        """Keep a lock that one has."""

    async def release(self, key: str, owner: str) -> None:
        """Give back a lock that one has."""


class RedisLocks:
    """Locks that lapse by themselves."""

    def __init__(self, url: str, lifetime_ms: int = LIFETIME_MS) -> None:
        self._lifetime_ms = lifetime_ms
        self._redis = AsyncRedis.from_url(
            url,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            # Once more, because a Redis that was started anew has closed the connections that are kept open.
            retry=Retry(NoBackoff(), retries=1),
        )

    async def take(self, key: str, owner: str) -> bool:
        """See `Locks.take`."""
        return bool(await self._redis.set(key, owner, nx=True, px=self._lifetime_ms))

    async def renew(self, key: str, owner: str) -> None:
        """See `Locks.renew`."""
        await cast("Awaitable[object]", self._redis.eval(RENEW, 1, key, owner, str(self._lifetime_ms)))

    async def release(self, key: str, owner: str) -> None:
        """See `Locks.release`."""
        await cast("Awaitable[object]", self._redis.eval(RELEASE, 1, key, owner))

    async def close(self) -> None:
        """Close all connections."""
        await self._redis.aclose()


class TurnLocks(LockStore):
    """A drop-in for `lock_store: type: redis`."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        *,
        locks: Locks | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """As Rasa makes it from endpoints.yml, where `url` is Redis.

        Raises:
            InvalidConfigException: there is no address, or no Redis behind it.
        """
        self._locks = locks or _open(endpoint_config.url if endpoint_config else None)
        self._sleep = sleep
        self._now = now

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0.0, wait_time_in_seconds: float = 0.0
    ) -> AsyncIterator[TicketLock]:
        """Hold the turn of a conversation. How long it lives and when to look again is ours to say.

        Raises:
            TurnsUnavailable: it could not be had.
        """
        key, owner = f"{PREFIX}{conversation_id}", uuid.uuid4().hex
        await self._take(key, owner)
        keeping = asyncio.create_task(self._keep(key, owner))
        try:
            yield TicketLock(conversation_id)
        finally:
            keeping.cancel()
            # What cannot be given back now lapses.
            with suppress(RedisError, OSError):
                await self._locks.release(key, owner)

    async def _take(self, key: str, owner: str) -> None:
        until, pause = self._now() + PATIENCE, LOOK_AFTER
        try:
            while not await self._locks.take(key, owner):
                if self._now() > until:
                    raise TurnsUnavailable("another turn of the conversation does not end")
                await self._sleep(pause)
                pause = min(2 * pause, LOOK_AT_MOST)
        except (RedisError, OSError) as error:
            raise TurnsUnavailable(f"Redis: {type(error).__name__}") from error

    async def _keep(self, key: str, owner: str) -> None:
        while True:
            await self._sleep(RENEWED_AFTER)
            # If it lapses, the record refuses what two servers would write (advisor.store.event_log).
            with suppress(RedisError, OSError):
                await self._locks.renew(key, owner)


def _open(url: str | None) -> Locks:
    if not url:
        raise InvalidConfigException(
            "endpoints: lock_store: url is missing; expected `url: ${ADVISOR_REDIS_URL}`, without quotes, and "
            "ADVISOR_REDIS_URL to be set"
        )
    try:
        with Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        raise InvalidConfigException(
            f"Redis cannot be reached ({type(error).__name__}); expected the one of ADVISOR_REDIS_URL to run: "
            "start it, or mend the address"
        ) from error
    return RedisLocks(url)

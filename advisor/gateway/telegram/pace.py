"""How fast Telegram may be asked: at most so much at once, and so much a second."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

EVERYWHERE = (2.0, 25.0)
"""Telegram takes about 30 messages a second from a bot. What leaves evenly may arrive in a bunch, hence the room."""
FOLLOWING_EVERY = 5
"""Who waits for the beginning of an answer goes before what follows elsewhere, but every fifth that goes may follow."""
EACH_CHAT = (5.0, 1.0)
"""And about one a second to a chat, with short bursts."""
SWEEP_AFTER = 10_000
STORM_CHATS = 3
"""So many chats told to slow down within STORM_SECONDS: it is the bot that sends too much, and not they."""
STORM_SECONDS = 10.0

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]


class Bucket:
    """Fills with time. Who takes from it waits for as long as it is behind."""

    def __init__(self, size: float, per_second: float, clock: Clock) -> None:
        self._size = size
        self._per_second = per_second
        self._clock = clock
        self._level = size
        self._filled_at = clock()

    def take(self) -> float:
        """Take one, and return after how many seconds it is there."""
        self._fill()
        self._level -= 1
        return max(0.0, -self._level / self._per_second)

    def empty(self) -> None:
        """What was saved up is gone."""
        self._fill()
        self._level = min(self._level, 0.0)

    @property
    def is_full(self) -> bool:
        """Whether it says no more than a new one."""
        self._fill()
        return self._level >= self._size

    def _fill(self) -> None:
        now = self._clock()
        self._level = min(self._size, self._level + (now - self._filled_at) * self._per_second)
        self._filled_at = now


class Line:
    """A bucket that several wait at, in two rows: what begins an answer, and what follows."""

    def __init__(self, bucket: Bucket, sleep: Sleep) -> None:
        self._bucket = bucket
        self._sleep = sleep
        self._begins: deque[asyncio.Future[None]] = deque()
        self._follows: deque[asyncio.Future[None]] = deque()
        self._served = 0
        self._serving: asyncio.Task[None] | None = None

    async def take(self, *, begins: bool) -> None:
        """Wait until it is one's turn."""
        turn = asyncio.get_running_loop().create_future()
        (self._begins if begins else self._follows).append(turn)
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve())
        await turn

    async def _serve(self) -> None:
        while self._begins or self._follows:
            seconds = self._bucket.take()
            if seconds > 0:
                await self._sleep(seconds)
            self._next()

    def _next(self) -> None:
        """Who stopped waiting is passed over."""
        while self._begins or self._follows:
            turn = self._row().popleft()
            if not turn.done():
                self._served += 1
                turn.set_result(None)
                return

    def _row(self) -> deque[asyncio.Future[None]]:
        must_follow = self._served % FOLLOWING_EVERY == FOLLOWING_EVERY - 1
        if self._follows and (must_follow or not self._begins):
            return self._follows
        return self._begins or self._follows


class Pace:
    """Keeps the limits of all chats and of each."""

    def __init__(self, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._bucket = Bucket(*EVERYWHERE, clock)
        self._all = Line(self._bucket, sleep)
        self._chats: dict[int, Bucket] = {}
        self._paused_until = clock()
        self._slowed: dict[int, tuple[float, float]] = {}
        """Chat -> when Telegram refused to take more for it, and until when it keeps quiet."""

    async def turn(self, chat_id: int, *, begins: bool = True) -> None:
        """Wait until something may be sent to a chat, be it the beginning of an answer or what follows."""
        chat = self._chats.setdefault(chat_id, Bucket(*EACH_CHAT, self._clock))
        await self._wait(chat.take())
        await self._all.take(begins=begins)
        while (pause := self._pause_of(chat_id)) > 0:
            await self._wait(pause)
            # Or all that waited would go at once.
            await self._all.take(begins=begins)
        if len(self._chats) > SWEEP_AFTER:
            self._chats = {key: bucket for key, bucket in self._chats.items() if not bucket.is_full}

    def slow_down(self, chat_id: int, seconds: float) -> None:
        """Telegram took no more for a chat, and said for how long. If it says so of several at once, it means all."""
        now = self._clock()
        self._slowed = {
            chat: told for chat, told in self._slowed.items() if max(told[0] + STORM_SECONDS, told[1]) > now
        }
        self._slowed[chat_id] = (now, now + seconds)
        if sum(at + STORM_SECONDS > now for at, _ in self._slowed.values()) >= STORM_CHATS:
            self.pause(seconds)

    def pause(self, seconds: float) -> None:
        """Keep quiet everywhere."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        self._bucket.empty()

    def _pause_of(self, chat_id: int) -> float:
        """Seconds for which a chat must wait, by its own pause or that of all."""
        _, until = self._slowed.get(chat_id, (0.0, self._paused_until))
        return max(until, self._paused_until) - self._clock()

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await self._sleep(seconds)

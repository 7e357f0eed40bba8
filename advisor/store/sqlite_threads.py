"""Work on an SQLite file, done whole in a thread of its own.

A turn costs the gateway little but its visits to the database, and most of a visit is getting to the thread and back
for every single statement. Whoever knows all statements of a step beforehand goes there once. Writers stand in one
line: SQLite itself lets those who wait for its lock sleep ever longer, and gives it to whoever wakes up next, so that
some wait for seconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event

READERS = 2
"""Reading is short, and Python runs one thread at a time."""

Result = TypeVar("Result")
Work = Callable[[], None]


class Line:
    """Work in the order in which it comes, and the threads that do it."""

    def __init__(self, name: str, threads: int) -> None:
        self._name = name
        self._threads = threads
        self._started = False
        self._work: SimpleQueue[Work | None] = SimpleQueue()

    async def do(self, work: Callable[[], Result]) -> Result:
        """The result of work, which is done even if nobody waits for it any more."""
        self._start()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        self._work.put(lambda: _finish(work, loop, done))
        return await done

    def close(self) -> None:
        """Let the threads end, after what was asked before."""
        for _ in range(self._threads if self._started else 0):
            self._work.put(None)
        self._started = False

    def _start(self) -> None:
        if not self._started:
            self._started = True
            for _ in range(self._threads):
                # A daemon, or a process that stops would wait for a database that is locked.
                threading.Thread(target=self._go_on, name=self._name, daemon=True).start()

    def _go_on(self) -> None:
        while (work := self._work.get()) is not None:
            work()


class SqliteThreads:
    """Reads side by side, writes one after another."""

    def __init__(self, address: URL, set_up: Callable[..., None]) -> None:
        # What firms say is among the parameters, and must not get into error messages.
        self._engine = create_engine(address, hide_parameters=True)
        event.listen(self._engine, "connect", set_up)
        self._reading = Line("sqlite-reader", READERS)
        self._writing = Line("sqlite-writer", 1)

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """What some work finds out."""
        return await self._reading.do(lambda: _reading(self._engine, work))

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """The result of work that is one transaction."""
        return await self._writing.do(lambda: _writing(self._engine, work))

    async def close(self) -> None:
        """Close all connections, after what was asked before."""
        self._reading.close()
        await self._writing.do(lambda: None)
        self._writing.close()
        self._engine.dispose()


def _reading(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    with engine.connect() as connection:
        return work(connection)


def _writing(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return work(connection)


def _finish(work: Callable[[], Result], loop: asyncio.AbstractEventLoop, done: asyncio.Future[Result]) -> None:
    """In a thread of the line."""
    result, failure = None, None
    try:
        result = work()
    except BaseException as error:
        failure = error
    # Nobody is told when the loop was closed meanwhile.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(_tell, done, result, failure)


def _tell(done: asyncio.Future[Any], result: object, failure: BaseException | None) -> None:
    if done.done():
        return  # nobody waits for it any more
    if failure is None:
        done.set_result(result)
    else:
        done.set_exception(failure)

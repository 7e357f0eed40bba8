"""The database: its address, its connections, its sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError  # noqa: A004 - SQLAlchemy's own
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from advisor.store.quick_sqlite import connector_of
from advisor.store.sqlite_threads import SqliteThreads

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
"""For who does not await."""

BUSY_TIMEOUT_MS = 10_000
"""Rasa and the gateway write to one SQLite file; each waits this long for the other."""

SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    # Erased means overwritten, not just unlinked from the table.
    "PRAGMA secure_delete = ON",
)


POSTGRESQL_OPTIONS = "-c random_page_cost=1.1 -c jit=off"
"""An index costs no more than reading on, as in memory and on disks without moving parts; and compiling a query takes
longer than any of ours."""
UNAVAILABLE = (OperationalError, InterfaceError, TimeoutError)
"""What is raised when the database is away, locked by another for too long, or has no room."""


class DatabaseUrlError(ValueError):
    """The address names a database that is not supported."""


def async_url(url: str) -> URL:
    """The address with the async driver for its database.

    >>> async_url("sqlite:///var/advisor.db").drivername
    'sqlite+aiosqlite'
    """
    return _with_driver(url, ASYNC_DRIVERS)


def sync_url(url: str) -> URL:
    """The address with the driver for who does not await.

    >>> sync_url("postgresql://advisor@127.0.0.1/advisor").drivername
    'postgresql+psycopg'
    """
    return _with_driver(url, DRIVERS)


def _with_driver(url: str, drivers: Mapping[str, str]) -> URL:
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend not in drivers:
        expected = " or ".join(f"{name}://..." for name in drivers)
        raise DatabaseUrlError(f"ADVISOR_DATABASE_URL starts with {backend}://; expected {expected}")
    return parsed.set(drivername=drivers[backend])


def make_folder(url: URL) -> None:
    """Create the folder of an SQLite file, which SQLite itself does not."""
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)


class Database:
    """Connections to one database. Who writes does so through `write` or `begin`.

    `read` and `write` take work that knows its statements beforehand, and cost a fraction of a session.
    """

    def __init__(self, url: str) -> None:
        address = async_url(url)
        make_folder(address)
        # What firms say is among the parameters, and must not get into error messages.
        is_file = address.get_backend_name() == "sqlite"
        own: dict[str, Any] = (
            {"async_creator": connector_of(address.get_dialect()(), address)}
            if is_file
            else {"connect_args": {"options": POSTGRESQL_OPTIONS}}
        )
        # A connection may have ended with the server at its other end; a file has none.
        self.engine: AsyncEngine = create_async_engine(address, hide_parameters=True, pool_pre_ping=not is_file, **own)
        if is_file:
            event.listen(self.engine.sync_engine, "connect", set_pragmas)
        self._threads = SqliteThreads(sync_url(url), set_pragmas) if is_file else None
        # Reading needs no transaction around it, which PostgreSQL would be asked to begin and to end.
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def read(self, work: Work[Result]) -> Result:
        """What some reading finds, done at one go."""
        if self._threads is not None:
            return await self._threads.read(work)
        async with self._reading.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Work[Result]) -> Result:
        """The result of a transaction, done at one go."""
        if self._threads is not None:
            return await self._threads.write(work)
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    def session(self) -> AsyncSession:
        """A session for reading: `async with database.session() as session`."""
        return self._sessions()

    def begin(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A session that commits at its end: `async with database.begin() as session`."""
        return self._sessions.begin()

    async def check(self) -> None:
        """Raise if the database cannot be read or was not set up."""
        async with self.session() as session:
            await session.execute(text("SELECT 1 FROM conversations LIMIT 1"))

    async def close(self) -> None:
        """Close all connections."""
        if self._threads is not None:
            await self._threads.close()
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set up one new SQLite connection."""
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()

"""SQLite for who awaits, with one visit to the connection's thread for a statement.

SQLAlchemy's way with aiosqlite makes five: for a cursor, the statement, its rows, the cursor's end, and a rollback
after reading. Each costs more than SQLite itself takes for what a turn reads (ADR 0019).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite
from sqlalchemy import URL
from sqlalchemy.engine import Dialect

Rows = list[Any]
Parameters = Sequence[Any]

CHUNK = 64


class QuickCursor:
    """As much of a cursor as SQLAlchemy uses. All rows are fetched with the statement."""

    def __init__(self, connection: QuickConnection) -> None:
        self._connection = connection
        self._rows: Rows = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def execute(self, statement: str, parameters: Parameters = ()) -> Self:
        """Run a statement."""
        await self._connection.work(lambda connection: self._take(connection.execute(statement, parameters)))
        return self

    async def executemany(self, statement: str, parameters: Iterable[Parameters]) -> Self:
        """Run a statement for each of these."""
        await self._connection.work(lambda connection: self._take(connection.executemany(statement, parameters)))
        return self

    async def fetchall(self) -> Rows:
        """All rows that were not fetched yet."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _take(self, cursor: sqlite3.Cursor) -> None:
        """In the connection's thread."""
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else []
        # Known only when all rows are fetched.
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


class QuickConnection(aiosqlite.Connection):
    """A connection with a thread of its own."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, CHUNK)
        # Or a process that stops would wait for it.
        self._thread.daemon = True
        self._asked = 0
        self._done = 0
        """Each is changed by one thread only. As long as they differ, the connection's thread is at work."""

    def cursor(self) -> QuickCursor:  # type: ignore[override]
        """Costs nothing until it runs a statement."""
        return QuickCursor(self)

    async def work(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do something in the connection's thread."""
        self._asked += 1
        await self._execute(self._counted, work)  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        """Only where there is a transaction, or may be one because who began it did not wait for it."""
        if self._asked != self._done or self._conn.in_transaction:
            await super().rollback()

    def _counted(self, work: Callable[[sqlite3.Connection], None]) -> None:
        try:
            work(self._conn)
        finally:
            self._done += 1


def connector_of(dialect: Dialect, url: URL) -> Callable[[], QuickConnection]:
    """Makes connections to an SQLite file, as SQLAlchemy would."""
    places, options = dialect.create_connect_args(url)
    return lambda: QuickConnection(partial(sqlite3.connect, *places, **options))

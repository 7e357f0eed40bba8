"""One visit to a connection's thread for a statement, and the same results."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from advisor.store.database import Database
from advisor.store.quick_sqlite import QuickConnection


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(f"sqlite:///{tmp_path / 'quick.db'}") as database:
        async with database.begin() as session:
            await session.execute(text("CREATE TABLE firms (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        yield database


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[QuickConnection]:
    connection = await QuickConnection(lambda: sqlite3.connect(tmp_path / "one.db", check_same_thread=False))
    await connection.cursor().execute("CREATE TABLE firms (id INTEGER PRIMARY KEY)")
    yield connection
    await connection.close()


async def names(database: Database) -> list[str]:
    async with database.session() as session:
        return list(await session.scalars(text("SELECT name FROM firms ORDER BY id")))


async def test_rows_counts_and_ids_come_as_from_sqlite(database: Database) -> None:
    async with database.begin() as session:
        added = await session.execute(text("INSERT INTO firms (name) VALUES ('baskets'), ('silk') RETURNING id"))
        assert list(added.scalars()) == [1, 2]
        changed = await session.execute(text("UPDATE firms SET name = 'silk and tea' WHERE id = 2"))
        assert changed.rowcount == 1  # type: ignore[attr-defined]
    assert await names(database) == ["baskets", "silk and tea"]


async def test_many_are_written_at_once(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(text("INSERT INTO firms (name) VALUES (:name)"), [{"name": "baskets"}, {"name": "silk"}])
    assert await names(database) == ["baskets", "silk"]


async def test_what_fails_is_told_as_ever_and_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.begin() as session:
            await session.execute(text("INSERT INTO firms (name) VALUES ('baskets')"))
            await session.execute(text("INSERT INTO firms (name) VALUES ('baskets')"))
    with pytest.raises(OperationalError):
        async with database.session() as session:
            await session.execute(text("SELECT nothing FROM nowhere"))
    assert await names(database) == []


async def test_a_session_that_is_left_takes_its_changes_along(database: Database) -> None:
    async with database.session() as session:
        await session.execute(text("INSERT INTO firms (name) VALUES ('baskets')"))
    assert await names(database) == []


async def test_reading_leaves_nothing_to_roll_back(connection: QuickConnection) -> None:
    asked = connection._asked
    await connection.cursor().execute("SELECT * FROM firms")
    await connection.rollback()
    assert connection._asked == asked + 1


async def test_who_does_not_wait_for_a_statement_leaves_no_transaction_open(connection: QuickConnection) -> None:
    """The statement may begin its transaction after whoever asked for it is gone."""
    gate, reached = threading.Event(), threading.Event()

    def work(inner: sqlite3.Connection) -> None:
        reached.set()
        gate.wait(5)
        inner.execute("INSERT INTO firms DEFAULT VALUES")

    asking = asyncio.create_task(connection.work(work))
    await asyncio.to_thread(reached.wait, 5)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    rolling = asyncio.create_task(connection.rollback())
    await asyncio.sleep(0.05)
    gate.set()
    await rolling

    assert not connection.in_transaction
    assert await (await connection.cursor().execute("SELECT * FROM firms")).fetchall() == []


async def test_a_cursor_gives_each_row_once(connection: QuickConnection) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("SELECT 1 UNION SELECT 2")
        assert await cursor.fetchall() == [(1,), (2,)]
        assert await cursor.fetchall() == []

"""Work on an SQLite file, in threads of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from advisor.store.database import Database


def add(name: str, connection: Connection) -> None:
    connection.execute(text("INSERT INTO firms (name) VALUES (:name)"), {"name": name})


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(text("SELECT name FROM firms ORDER BY id")))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(f"sqlite:///{tmp_path / 'threads.db'}") as database:
        await database.write(
            lambda connection: connection.execute(text("CREATE TABLE firms (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        )
        yield database


async def test_who_came_first_writes_first(database: Database) -> None:
    asked = [f"firm {number}" for number in range(50)]

    await asyncio.gather(*(database.write(lambda connection, name=name: add(name, connection)) for name in asked))

    assert await database.read(names) == asked


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def twice(connection: Connection) -> None:
        add("baskets", connection)
        add("baskets", connection)

    with pytest.raises(IntegrityError, match="UNIQUE") as failed:
        await database.write(twice)

    assert "baskets" not in str(failed.value)
    assert await database.read(names) == []


async def test_what_was_asked_for_is_done_though_nobody_waits(database: Database) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> None:
        begun.set()
        may_go_on.wait()
        add("silk", connection)

    writing = asyncio.create_task(database.write(slowly))
    while not begun.is_set():
        await asyncio.sleep(0)
    writing.cancel()
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await database.write(lambda connection: add("tea", connection))

    assert await database.read(names) == ["silk", "tea"]


async def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> None:
        add("silk", connection)
        begun.set()
        may_go_on.wait()

    writing = asyncio.create_task(database.write(slowly))
    while not begun.is_set():
        await asyncio.sleep(0)

    assert await database.read(names) == []
    may_go_on.set()
    await writing
    assert await database.read(names) == ["silk"]


async def test_what_was_asked_for_is_done_before_the_end(tmp_path: Path) -> None:
    path = f"sqlite:///{tmp_path / 'ends.db'}"
    ends = Database(path)
    await ends.write(lambda connection: connection.execute(text("CREATE TABLE firms (id INTEGER, name TEXT)")))
    writing = [asyncio.create_task(ends.write(lambda connection: add("silk", connection))) for _ in range(5)]
    await asyncio.sleep(0)
    await ends.close()
    await asyncio.gather(*writing)

    async with Database(path) as again:
        assert await again.read(names) == ["silk"] * 5

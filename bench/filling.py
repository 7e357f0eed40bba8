"""Puts many conversations into a database at once."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql

from advisor.store.database import sync_url
from bench.archive import COLUMNS, Talk, Values

AT_ONCE = 2_000
"""Conversations in one transaction."""


def fill(url: str, talks: Iterable[Talk]) -> Mapping[str, int]:
    """Write them; returns how many rows went into each table."""
    address = sync_url(url)
    written: dict[str, int] = defaultdict(int)
    into = _sqlite(str(address.database)) if address.get_backend_name() == "sqlite" else _postgresql(url)
    next(into)
    for rows in _batches(talks):
        for table, values in rows.items():
            written[table] += len(values)
        into.send(rows)
    into.close()
    return written


def _batches(talks: Iterable[Talk]) -> Iterator[Mapping[str, Sequence[Values]]]:
    talks = iter(talks)
    while batch := list(islice(talks, AT_ONCE)):
        rows: dict[str, list[Values]] = {table: [] for table in COLUMNS}
        for talk in batch:
            rows["conversations"].append(talk.conversation)
            rows["events"] += talk.events
            for table, values in talk.others.items():
                rows[table] += values
        yield rows


Rows = Mapping[str, Sequence[Values]]


def _sqlite(path: str) -> Any:  # noqa: ANN401 - a generator that is sent rows
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        try:
            while True:
                rows: Rows = yield
                for table, values in rows.items():
                    columns = COLUMNS[table]
                    places = ", ".join("?" * len(columns))
                    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 # nosec B608
                    connection.executemany(statement, values)
                connection.commit()
        finally:
            connection.commit()
    connection.close()


def _postgresql(url: str) -> Any:  # noqa: ANN401 - a generator that is sent rows
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        try:
            while True:
                rows: Rows = yield
                for table, values in rows.items():
                    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table]))
                    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
                    with cursor.copy(copy) as into:
                        for row in values:
                            into.write_row(row)
                connection.commit()
        finally:
            # As autovacuum does it by itself, sooner or later.
            cursor.execute("SELECT setval('events_id_seq', (SELECT max(id) FROM events))")
            connection.commit()
            connection.autocommit = True
            cursor.execute("VACUUM ANALYZE")

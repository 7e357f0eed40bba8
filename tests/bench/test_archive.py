"""The console's benchmark: made-up conversations, the same each time, in a database as if they had taken place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import func, select

from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.settings import ROOT
from advisor.store.database import Database
from advisor.store.figures import FigureStore, Kind
from advisor.store.migrate import upgrade
from advisor.store.models import Conversation, Event
from bench.archive import COLUMNS, LONG_TURNS, Archive
from bench.console import table
from bench.filling import fill

NOW = 1_790_000_000.0
NUMBER = 60


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


def test_the_same_seed_makes_the_same_conversations(knowledge: Knowledge) -> None:
    one, other = ([talk.events for talk in Archive(knowledge, NOW).talks(10)] for _ in range(2))
    assert one == other
    assert one != [talk.events for talk in Archive(knowledge, NOW, seed=8).talks(10)]


def test_ids_of_events_grow_with_time(knowledge: Knowledge) -> None:
    talks = list(Archive(knowledge, NOW).talks(10))
    ids = [event[0] for talk in talks for event in talk.events]
    began = [dict(zip(COLUMNS["conversations"], talk.conversation, strict=True))["created_at"] for talk in talks]

    assert ids == list(range(1, len(ids) + 1))
    assert began == sorted(began)


def test_one_of_them_is_long(knowledge: Knowledge) -> None:
    turns = [sum(event[2] == "user" for event in talk.events) for talk in Archive(knowledge, NOW).talks(NUMBER)]

    assert turns[NUMBER - 2] == LONG_TURNS
    assert max(turns[: NUMBER - 2]) <= 40


async def test_what_is_filled_in_is_found_and_counted(
    knowledge: Knowledge, bare_database: Callable[[Path], str], tmp_path: Path
) -> None:
    url = bare_database(tmp_path)
    upgrade(url)
    rows = fill(url, Archive(knowledge, NOW).talks(NUMBER))
    async with Database(url) as database:
        figures = FigureStore(database)
        await figures.catch_up()
        sums = await figures.sums(None, "")
        counted = {name: number for kind, name, _, number in sums if kind in (Kind.COUNTS, Kind.RATINGS)}
        async with database.session() as session:
            events = await session.scalar(select(func.count()).select_from(Event))
            turns = await session.scalar(select(func.sum(Conversation.turns)))

    assert (rows["conversations"], rows["events"]) == (NUMBER, events)
    assert (counted["conversations"], counted["turns"]) == (NUMBER, turns)
    assert counted.get("up", 0) + counted.get("down", 0) == rows["ratings"]


def test_the_table_has_a_column_for_each_database() -> None:
    took = {"SQLite": {"list": [1.0, 2.0]}, "PostgreSQL": {"list": [3.0, 4.0]}}
    lines = list(islice(table({"conversations": 2, "events": 30}, took), 2, None))

    assert lines == ["| page | SQLite | PostgreSQL |", "| --- | --- | --- |", "| list | 2 / 2 / 2 ms | 4 / 4 / 4 ms |"]

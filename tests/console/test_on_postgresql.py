"""What matters on PostgreSQL alone. `pytest --on-postgresql` runs the other tests there too."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from advisor.console.filters import Filters
from advisor.console.queries import Conversations
from advisor.store.database import Database
from tests.console.conftest import Archive
from tests.postgres import Cluster

pytestmark = pytest.mark.slow

ADD = text("INSERT INTO events (sender_id, type_name, data) VALUES (:sender, 'user', :data)")


@pytest.fixture
async def on_postgresql(postgres: Cluster) -> AsyncIterator[Database]:
    async with Database(postgres.fresh()) as database:
        yield database


async def found(database: Database, words: str) -> list[str]:
    page = await Conversations(database).page(Filters(q=words))
    return [line.conversation.id for line in page.lines]


@pytest.mark.parametrize("data", ["no JSON", json.dumps({"text": "silk\u0000"}), json.dumps({"text": ["silk"]}), None])
async def test_a_strange_row_costs_nobody_a_turn(on_postgresql: Database, data: str | None) -> None:
    async with on_postgresql.begin() as session:
        await session.execute(ADD, {"sender": "c", "data": data})
        assert await session.scalar(text("SELECT count(*) FROM events")) == 1


async def test_what_was_said_is_found_until_it_is_erased(on_postgresql: Database) -> None:
    key = await Archive(on_postgresql).add("we sell silk scarves")
    assert await found(on_postgresql, 'silk "silk scarves"') == [key]
    assert await found(on_postgresql, "rice") == []

    async with on_postgresql.begin() as session:
        await session.execute(text("DELETE FROM events"))

    assert await found(on_postgresql, "silk") == []


async def test_no_index_is_taken_for_dear_and_nothing_is_compiled(on_postgresql: Database) -> None:
    async with on_postgresql.session() as session:
        assert await session.scalar(text("SHOW random_page_cost")) == "1.1"
        assert await session.scalar(text("SHOW jit")) == "off"

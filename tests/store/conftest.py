from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.migrate import upgrade


@pytest.fixture
def url(tmp_path: Path, bare_database: Callable[[Path], str]) -> str:
    return bare_database(tmp_path / "var")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    upgrade(url)
    async with Database(url) as database:
        yield database


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)

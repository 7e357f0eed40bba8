from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from playwright.async_api import Browser

from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.database import Database
from tests.console.browser import desk, scene
from tests.gateway.conftest import serve


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if desk.chromium() is None or not desk.AXE.exists():
        reason = "needs Chromium (python scripts/browser.py) and axe (npm ci in widget/)"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    async with desk.started() as browser:
        yield browser


@pytest.fixture
async def address(app: Litestar, settings: Settings) -> AsyncIterator[str]:
    """Where an empty console is served."""
    async with serve(app, settings) as address:
        yield address


@pytest.fixture
async def morning(address: str, database: Database, settings: Settings, real_knowledge: Knowledge) -> str:
    """Where a console is served that has something in it."""
    await scene.set_up(database, settings.database_url, real_knowledge)
    return address

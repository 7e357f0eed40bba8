from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.settings import load_settings
from advisor.store.migrate import upgrade


@pytest.fixture
def empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of this process that name a database with nothing in it."""
    url = f"sqlite:///{tmp_path / 'advisor.db'}"
    upgrade(url)
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()

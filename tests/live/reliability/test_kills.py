"""`kill -9` while firms talk: nothing that they said is lost, nothing is answered twice, no verdict changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.reliability.kills import talk_and_kill
from tests.live.reliability.sites import NAMES, on_postgres, plain

KILLS = dict.fromkeys(NAMES, 3)
PATIENCE = 90.0


def test_on_sqlite(tmp_path: Path) -> None:
    with plain(tmp_path) as site:
        slaughter = talk_and_kill(site, KILLS, PATIENCE)
    assert slaughter.is_well, slaughter
    assert min(slaughter.killed.values()) > 0


@pytest.mark.slow
def test_on_postgres() -> None:
    with on_postgres() as (site, _):
        slaughter = talk_and_kill(site, KILLS, PATIENCE, seed=1)
    assert slaughter.is_well, slaughter
    assert min(slaughter.killed.values()) > 0

"""The database, the disk, the action server are away for some seconds: a kind word, then all goes on by itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.live.reliability.outages import talk_during
from tests.live.reliability.sites import (
    lock_sqlite,
    on_postgres,
    on_redis,
    on_small_disk,
    plain,
    stop_growth,
    stop_postgres,
    stop_redis,
    with_interposer,
)
from tests.live.reliability.slowness import is_slow, talks_nonsense

LOCKED = 12.0
"""Seconds: longer than anybody waits for a lock."""
AWAY = 6.0


def test_the_action_server_is_slow(tmp_path: Path) -> None:
    with with_interposer(tmp_path) as (site, between):
        outage = talk_during(site, partial(is_slow, between, 12.0), AWAY)
    assert outage.is_well, outage
    assert outage.apologies["still_working"]


def test_the_action_server_talks_nonsense(tmp_path: Path) -> None:
    with with_interposer(tmp_path) as (site, between):
        outage = talk_during(site, partial(talks_nonsense, between), AWAY)
    assert outage.is_well, outage
    assert outage.apologies["try_again"]


def test_sqlite_is_locked(tmp_path: Path) -> None:
    with plain(tmp_path) as site:
        outage = talk_during(site, partial(lock_sqlite, site), LOCKED)
    assert outage.is_well, outage
    assert outage.apologies["unavailable"] + outage.apologies["try_again"]


def test_postgres_is_stopped() -> None:
    with on_postgres() as (site, cluster):
        outage = talk_during(site, partial(stop_postgres, cluster), AWAY)
    assert outage.is_well, outage
    assert outage.apologies["unavailable"]


def test_redis_is_stopped(tmp_path: Path) -> None:
    with on_redis(tmp_path) as (site, server):
        outage = talk_during(site, partial(stop_redis, server), AWAY)
    assert outage.is_well, outage
    assert outage.apologies["try_again"]


def test_the_disk_is_full(tmp_path: Path) -> None:
    with on_small_disk(tmp_path) as (site, fill):
        outage = talk_during(site, fill, AWAY)
    assert outage.is_well, outage
    assert outage.apologies["unavailable"]


def test_files_that_cannot_grow_are_like_a_full_disk(tmp_path: Path) -> None:
    with plain(tmp_path) as site:
        outage = talk_during(site, partial(stop_growth, site), AWAY)
    assert outage.is_well, outage
    assert outage.apologies["unavailable"]

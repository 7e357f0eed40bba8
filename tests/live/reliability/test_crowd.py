"""Firms at once: every message answered, in order, without an apology."""

from __future__ import annotations

from pathlib import Path

from tests.live.reliability.crowd import Load, talk_in_a_crowd
from tests.live.reliability.sites import plain

LOAD = Load(firms=40, messages=480, seconds=40.0)


def test_a_crowd_is_answered_without_error(tmp_path: Path) -> None:
    with plain(tmp_path) as site:
        crowding = talk_in_a_crowd(site, LOAD)
    assert crowding.is_well, crowding
    assert crowding.verdict.acknowledged == LOAD.messages

"""Benches against the really started system."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.fuzz import Fuzzing
from bench.plain_talk import FOLDER, HELD_OUT, report, tell, told_firms
from tests.live.system import WholeSystem, settings_for

MESSAGES = 5_000


@contextmanager
def started() -> Iterator[tuple[str, Path]]:
    """The address of a system of its own, and where its logs are."""
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as folder:
        system = WholeSystem(settings_for(Path(folder)))
        try:
            system.wait_until_ready()
            yield system.url, Path(folder)
        finally:
            system.stop()


def plain_talk() -> Iterator[str]:
    """Firms told in plain sentences."""
    return _told(FOLDER)


def real_firms() -> Iterator[str]:
    """Real firms, retold from articles, that nobody tunes on."""
    return _told(HELD_OUT)


def _told(folder: Path) -> Iterator[str]:
    with started() as (url, _):
        outcomes = [tell(url, key, told) for key, told in told_firms(folder).items()]
    yield from report(outcomes)


def fuzzing() -> Iterator[str]:
    """Whatever people may type."""
    with started() as (url, logs):
        fuzzing = Fuzzing(url)
        fuzzing.run(MESSAGES)
        yield from fuzzing.report(logs)

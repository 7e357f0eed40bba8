"""`python -m bench soak`, or `python -m bench.soak PART`: what the system bears. Writes docs/reliability.md.

The short forms of all this are tests (tests/live/reliability). Exit code 1 if anything was lost, doubled or changed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from advisor.settings import ROOT
from bench.document import circumstances, write_section
from tests.live.reliability import sites
from tests.live.reliability.crowd import Crowding, Load, talk_in_a_crowd
from tests.live.reliability.kills import Slaughter, talk_and_kill
from tests.live.reliability.outages import Outage, talk_during
from tests.live.reliability.slowness import is_slow, talks_nonsense

DOCUMENT = ROOT / "docs" / "reliability.md"
KILLS = 200
"""Of each process, half of them on SQLite and half on PostgreSQL."""
KILLING_SECONDS = 720.0
"""On each database, at most: Rasa is there again some six seconds after it was killed."""
AWAY = 20.0
SLOW = 30.0
"""Seconds that a call of the action server takes."""
CROWD = Load(firms=500, messages=20_000, seconds=600.0)
MOST_GROWTH = 0.05

Row = tuple[str, bool]
"""A line of a table, and whether it is as it should be."""


@dataclass(frozen=True)
class Part:
    """One run with a table of its own."""

    title: str
    head: str
    rows: Callable[[], Iterator[Row]]

    def lines(self, spoiled: list[str]) -> Iterator[str]:
        """As Markdown."""
        yield self.head
        yield "|" + " --- |" * (self.head.count("|") - 1)
        for line, is_well in self.rows():
            if not is_well:
                spoiled.append(line)
            print(line, flush=True)
            yield line
        yield ""


def main(arguments: Sequence[str]) -> int:
    """Run all parts or those named, print and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench soak", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(PARTS)}")
    named = parser.parse_args(arguments).parts or list(PARTS)
    begun, spoiled = time.monotonic(), list[str]()
    for name in named:
        print(f"... {PARTS[name].title}", flush=True)
        write_section(DOCUMENT, name, ["", circumstances(), "", *PARTS[name].lines(spoiled)])
    print(f"{(time.monotonic() - begun) / 60:.0f} minutes")
    for line in spoiled:
        print(f"not as it should be: {line}")
    return int(bool(spoiled))


def outages() -> Iterator[Row]:
    """Each on processes of its own."""
    with _folder() as folder, sites.with_interposer(folder) as (site, between):
        yield _outage("the action server takes 30 s", talk_during(site, partial(is_slow, between, SLOW), SLOW))
        yield _outage("the action server talks nonsense", talk_during(site, partial(talks_nonsense, between), AWAY))
    with _folder() as folder, sites.plain(folder) as site:
        yield _outage("SQLite is locked by another process", talk_during(site, partial(sites.lock_sqlite, site), AWAY))
    with sites.on_postgres() as (site, cluster):
        yield _outage("PostgreSQL is stopped", talk_during(site, partial(sites.stop_postgres, cluster), AWAY))
    with _folder() as folder, sites.on_redis(folder) as (site, redis):
        yield _outage("Redis is stopped", talk_during(site, partial(sites.stop_redis, redis), AWAY))
    with _folder() as folder, sites.on_small_disk(folder) as (site, fill):
        yield _outage("the disk is full", talk_during(site, fill, AWAY))


def kills() -> Iterator[Row]:
    """On each database."""
    wanted = dict.fromkeys(sites.NAMES, KILLS // 2)
    with _folder() as folder, sites.plain(folder) as site:
        yield _slaughter("SQLite", talk_and_kill(site, wanted, KILLING_SECONDS))
    with sites.on_postgres() as (site, _):
        yield _slaughter("PostgreSQL", talk_and_kill(site, wanted, KILLING_SECONDS, seed=1))


def crowd() -> Iterator[Row]:
    """On SQLite."""
    with _folder() as folder, sites.plain(folder) as site:
        yield _crowding(talk_in_a_crowd(site, CROWD))


PARTS = {
    "outages": Part(
        "Something is away",
        "| | for | firms' messages | lost | doubled | verdicts changed | said otherwise | longest wait | first answer "
        "afterwards | apologies |",
        outages,
    ),
    "kills": Part(
        "`kill -9` under load",
        "| on | killed | firms' messages | lost | doubled | verdicts changed | said otherwise | in |",
        kills,
    ),
    "crowd": Part(
        "A crowd",
        "| load | took | errors | lost | doubled | still waiting | verdicts changed | out of order or said otherwise "
        "| p50 / p95 | memory after the first fifth, then in the last |",
        crowd,
    ),
}


def _outage(title: str, outage: Outage) -> Row:
    found = outage.verdict
    cells = (
        *(title, f"{outage.seconds:.0f} s", found.acknowledged, found.lost, found.doubled, found.changed),
        *(found.otherwise, f"{outage.longest_wait:.1f} s", f"{outage.recovered_after:.1f} s"),
        ", ".join(f"{number} {name}" for name, number in sorted(outage.apologies.items())) or "none",
    )
    return _row(cells), outage.is_well


def _slaughter(title: str, slaughter: Slaughter) -> Row:
    found = slaughter.verdict
    killed = ", ".join(f"{name} {number} times" for name, number in slaughter.killed.items())
    counts = (found.acknowledged, found.lost, found.doubled, found.changed, found.otherwise)
    return _row((title, killed, *counts, f"{slaughter.seconds / 60:.1f} min")), slaughter.is_well


def _crowding(crowding: Crowding) -> Row:
    found, load = crowding.verdict, crowding.load
    grown = [f"{name} {crowding.memory[name][0]:.0f} MB, {crowding.growth(name):+.1%}" for name in crowding.memory]
    cells = (
        *(f"{load.firms} firms, {load.messages} messages in {load.seconds / 60:.0f} min", f"{crowding.seconds:.0f} s"),
        *(crowding.errors, found.lost, found.doubled, crowding.waiting, found.changed, found.otherwise),
        *(f"{crowding.p50 * 1000:.0f} / {crowding.p95 * 1000:.0f} ms", "; ".join(grown)),
    )
    return _row(cells), crowding.is_well and all(crowding.growth(name) < MOST_GROWTH for name in crowding.memory)


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="advisor-soak-") as name:
        yield Path(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m bench turns`: what a turn costs, ours beside Rasa as it comes, in one run. Writes docs/benchmarks.md.

All systems are started one after the other and stay up; each load goes to each of them in turn, so that a noisy minute
of the machine hits all alike.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from advisor.ops import processes
from advisor.ops.console import Console
from advisor.ops.model import Model, ensure_trained
from bench import parts
from bench.document import BENCHMARKS, circumstances, write_section
from bench.doors import Door
from bench.figures import percentile
from bench.systems import KINDS, Running, default_model, started
from bench.talkers import Load, Took, measure
from tests.live.system import settings_for

SECONDS = 12.0
USERS = (1, 8, 32)
GATEWAY_USERS = (1, 8, 16, 32)
LONG = Load(users=1, seconds=160.0, turns=400, conversations=8)
"""As many of them as there is time for. What it does not reach by then is said to be not reached."""
WARM_UP = Load(users=1, seconds=4.0)
MARKS = (10, 50, 200, 400)
AROUND = 10
"""The median at a mark is over so many turns before it, of each conversation: turns differ, ten alone say little."""


@dataclass
class Column:
    """What one system was measured at."""

    title: str
    start_seconds: float
    megabytes: int = 0
    rates: dict[int, list[Took]] = field(default_factory=dict)
    """Users -> their turns."""
    long: list[Took] = field(default_factory=list)


def main(_: Sequence[str]) -> int:
    """Measure, print and write the tables."""
    _train()
    with ExitStack() as stack:
        systems = [stack.enter_context(started(kind)) for kind in KINDS]
        columns = at_rasa(systems)
        through = Column("this advisor", columns[0].start_seconds)
        _load(through, systems[0].front_door, GATEWAY_USERS)
    lines = [circumstances(), "", *tables(columns, through), "", *parts.table(parts.measured(SECONDS))]
    write_section(BENCHMARKS, "turns", ["", *lines, ""])
    print("\n".join(lines), flush=True)
    return 0


def at_rasa(systems: Sequence[Running]) -> list[Column]:
    """Loads that go to each system in turn."""
    columns = [Column(system.kind.title, system.start_seconds) for system in systems]
    for users in USERS:
        for system, column in zip(systems, columns, strict=True):
            measure(system.door, WARM_UP)
            _load(column, system.door, (users,))
    for system, column in zip(systems, columns, strict=True):
        _say(f"{column.title}: conversations of {LONG.turns} turns")
        column.long = measure(system.door, LONG)
        column.megabytes = system.megabytes()
    return columns


def tables(columns: Sequence[Column], through: Column) -> Iterator[str]:
    """As Markdown: at Rasa's door, through the gateway, and the ratios that count."""
    yield f"| at Rasa's door | {' | '.join(column.title for column in columns)} |"
    yield f"| --- |{' --- |' * len(columns)}"
    yield _row("start until ready", [f"{column.start_seconds:.1f} s" for column in columns])
    yield _row("memory of Rasa", [f"{column.megabytes} MB" for column in columns])
    for users in columns[0].rates:
        yield _row(f"{users} users: turns a second", [f"{a_second(each.rates[users]):.1f}" for each in columns])
        yield _row(f"{users} users: p50 / p95 / p99", [times(each.rates[users]) for each in columns])
    for mark in MARKS:
        yield _row(f"p50 at turn {mark}", [in_words(at(column.long, mark)) for column in columns])
    yield ""
    yield "| through the gateway | turns a second | p50 / p95 / p99 |"
    yield "| --- | --- | --- |"
    for users, took in through.rates.items():
        yield _row(f"{users} users", [f"{a_second(took):.1f}", times(took)])
    yield ""
    yield from ratios(columns)


def ratios(columns: Sequence[Column]) -> Iterator[str]:
    """How many times faster ours is with 8 users, and how much slower turn 400 is than turn 10."""
    ours = columns[0]
    for other in columns[1:]:
        faster = a_second(ours.rates[8]) / a_second(other.rates[8])
        yield f"- 8 users: {faster:.2f} times the turns a second of {other.title}."
    for column in columns:
        first, last = at(column.long, MARKS[0]), at(column.long, MARKS[-1])
        growth = f"{last / first:.2f} times turn {MARKS[0]}" if first and last else "not reached"
        yield f"- {column.title}: p50 of turn {MARKS[-1]} is {growth}."


def a_second(took: Sequence[Took]) -> float:
    """Turns a second."""
    return len(took) / SECONDS


def times(took: Sequence[Took]) -> str:
    """Within which time half, 95 and 99 of 100 turns were answered."""
    parts_of = (percentile([each.ms for each in took], part) for part in (0.5, 0.95, 0.99))
    return " / ".join(f"{ms:.0f}" for ms in parts_of) + " ms" if took else "no turn"


def at(took: Sequence[Took], mark: int) -> float | None:
    """The median in ms of the turns up to a mark, if a conversation got there."""
    near = [each.ms for each in took if mark - AROUND < each.turn <= mark]
    return statistics.median(near) if len(near) >= AROUND else None


def in_words(ms: float | None) -> str:
    """A cell of the table."""
    return "not reached" if ms is None else f"{ms:.0f} ms"


def _load(column: Column, door: Door, users: Sequence[int]) -> None:
    for number in users:
        _say(f"{column.title}: {number} users")
        column.rates[number] = measure(door, Load(number, SECONDS))


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _say(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


def _train() -> None:
    """Both models, if they are not there."""
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as folder:
        surroundings = processes.surroundings(settings_for(Path(folder)))
        for model in (Model(), default_model()):
            ensure_trained(model, surroundings, Console())

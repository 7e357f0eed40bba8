"""`python -m bench many`: turns a second on PostgreSQL with one Rasa server and with two. Writes docs/benchmarks.md.

Both servers are up all the time, each with its action server; with one, the other has nothing to do. Loads alternate,
so that a noisy minute of the machine hits both alike.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import httpx

from advisor.gateway.rasa_servers import RasaServers
from advisor.ops.console import Console
from advisor.ops.many import Many, running_many
from advisor.ops.supervisor import Supervisor
from bench.document import BENCHMARKS, circumstances, write_section
from bench.doors import Conversation, Door, PrivateConversation
from bench.processor import busy_seconds, family
from bench.talkers import Load, Took, measure
from bench.turns import times
from tests.live.many import many_settings

SECONDS = 15.0
USERS = (8, 16)
ROUNDS = 3
WARM_UP = Load(users=4, seconds=6.0)
BOUND = 1.6
PARTS = {"Rasa": "rasa-", "action servers": "actions-", "PostgreSQL": "postgres", "Redis": "redis"}
"""What keeps processors busy -> how the services for it begin."""
DRIVER = "the simulated users"


@dataclass(frozen=True)
class Setting:
    """So many servers, on all cores or each pair on one."""

    title: str
    servers: int
    is_pinned: bool = False


SETTINGS = (
    Setting("one Rasa server", 1),
    Setting("two Rasa servers", 2),
    Setting("one, held to one core", 1, is_pinned=True),
)


@dataclass
class Measured:
    """What one setting did at one number of users."""

    took: list[list[Took]] = field(default_factory=list)
    """One list a round."""
    busy: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Part -> seconds."""

    @property
    def rate(self) -> float:
        """Turns a second: the middle one of the rounds."""
        return statistics.median(len(each) / SECONDS for each in self.took)

    @property
    def turns(self) -> int:
        """In all rounds."""
        return sum(map(len, self.took))

    @property
    def cores(self) -> float:
        """How many were kept busy."""
        return sum(self.busy.values()) / SECONDS / len(self.took)


Table = Mapping[tuple[Setting, int], Measured]


def main(_: Sequence[str]) -> int:
    """Measure, print and write the table."""
    found: defaultdict[tuple[Setting, int], Measured] = defaultdict(Measured)
    with _system() as (many, supervisor):
        for setting in SETTINGS:
            measure(_door(many, setting), WARM_UP)
        for _number in range(ROUNDS):
            for users in USERS:
                for setting in SETTINGS:
                    _measure(many, supervisor, setting, users, found[setting, users])
    lines = [circumstances(), "", *table(found)]
    write_section(BENCHMARKS, "many", ["", *lines, ""])
    print("\n".join(lines), flush=True)
    return 0


def table(found: Table) -> Iterator[str]:
    """As Markdown: rates and times, what kept the processors busy, and the ratio that counts."""
    yield f"| on PostgreSQL, at Rasa's door | {' | '.join(setting.title for setting in SETTINGS)} |"
    yield f"| --- |{' --- |' * len(SETTINGS)}"
    for users in USERS:
        columns = [found[setting, users] for setting in SETTINGS]
        yield _row(f"{users} users: turns a second", [f"{each.rate:.1f}" for each in columns])
        yield _row(f"{users} users: p50 / p95 / p99", [times([*chain(*each.took)]) for each in columns])
        for part in (*PARTS, DRIVER):
            cells = [f"{each.busy[part] * 1000 / each.turns:.1f} ms" for each in columns]
            yield _row(f"{users} users: processor a turn, {part}", cells)
        yield _row(f"{users} users: cores busy, of {os.cpu_count()}", [f"{each.cores:.2f}" for each in columns])
    yield ""
    yield from ratios(found)


def ratios(found: Table) -> Iterator[str]:
    """How many times the turns of one server two take, and what the cores would allow."""
    one, two, alone = SETTINGS
    for users in USERS:
        first, second = found[one, users], found[two, users]
        per_turn = sum(second.busy.values()) / second.turns
        most = (os.cpu_count() or 1) / per_turn / first.rate
        by_core = second.rate / found[alone, users].rate
        yield (
            f"- {users} users: two servers take {second.rate / first.rate:.2f} times the turns of one "
            f"(wanted: {BOUND}), and {by_core:.2f} times those of one that has one core. "
            f"One keeps {first.cores:.2f} cores busy, two {second.cores:.2f}; "
            f"with all {os.cpu_count()} busy, {most:.2f} times would be the most."
        )


@contextmanager
def _system() -> Iterator[tuple[Many, Supervisor]]:
    folder = Path(tempfile.mkdtemp(prefix="advisor-bench-"))
    folder.chmod(0o755)
    many = Many(many_settings(folder), gateways=0)
    try:
        (folder / "log").mkdir()
        with running_many(Console(out=sys.stderr), many) as supervisor:
            yield many, supervisor
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _door(many: Many, setting: Setting) -> Door:
    servers = RasaServers(many.told().rasa_urls[: setting.servers])
    secret = many.settings.channel_secret.get_secret_value()

    def door(client: httpx.AsyncClient) -> Conversation:
        conversation = PrivateConversation(client, servers.urls[0], secret)
        return conversation.at(servers.of(conversation.id)[0])

    return door


def _measure(many: Many, supervisor: Supervisor, setting: Setting, users: int, into: Measured) -> None:
    print(f"... {setting.title}: {users} users", file=sys.stderr, flush=True)
    _hold(supervisor, {0} if setting.is_pinned else set(range(os.cpu_count() or 1)))
    before = _busy(supervisor)
    into.took.append(measure(_door(many, setting), Load(users, SECONDS)))
    for part, seconds in _busy(supervisor).items():
        into.busy[part] += seconds - before[part]


def _hold(supervisor: Supervisor, cores: set[int]) -> None:
    """Keep the first server and its action server to some cores."""
    for name in ("rasa-1", "actions-1"):
        for pid in family(supervisor.pid(name)):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), cores)


def _busy(supervisor: Supervisor) -> dict[str, float]:
    names = supervisor.names
    busy = {
        part: sum(busy_seconds(supervisor.pid(name)) for name in names if name.startswith(start))
        for part, start in PARTS.items()
    }
    own = os.times()
    return {**busy, DRIVER: own.user + own.system}


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"

"""`python -m bench console`: how quick the console is on 100,000 conversations. Writes docs/benchmarks.md."""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from advisor.commands.gateway import console
from advisor.console.accounts import Accounts
from advisor.console.permissions import Role
from advisor.console.queries import PAGE, cursor_of
from advisor.core.report import report
from advisor.gateway.app import create_app
from advisor.knowledge.loader import load_knowledge
from advisor.settings import ROOT, Settings
from advisor.store.audit import AuditLog
from advisor.store.database import Database
from advisor.store.figures import FigureStore
from advisor.store.migrate import upgrade
from advisor.store.models import Conversation
from advisor.store.staff import StaffStore
from bench.archive import RARE, TAGS, Archive
from bench.document import BENCHMARKS, circumstances, write_section
from bench.figures import percentile
from bench.filling import fill
from tests.gateway.conftest import serve
from tests.gateway.fakes import FakeRasa
from tests.postgres import cluster

CONVERSATIONS = 100_000
TIMES = 60
"""So often each kind of page is read."""
BOUND = 250
"""Milliseconds within which 95 of 100 pages must be there."""
DEEP = (1, 10, 100, 1_000, 1_900)
NAME = "bench"

Draw = Callable[[random.Random], str]
COUNTRIES = ("VNM", "LAO", "KHM", "THA", "IDN", "NPL", "BGD", "FJI")
STAGES = ("preparation", "active_engagement", "growth_and_expansion")
THREE: Sequence[Draw] = (
    lambda chance: f"country={chance.choice(COUNTRIES)}&stage={chance.choice(STAGES)}&channel=telegram",
    lambda chance: f"status=done&tag={chance.choice(TAGS)}&stage={chance.choice(STAGES)}",
    lambda chance: f"missed=1&unsure=30&country={chance.choice(COUNTRIES)}",
    lambda chance: f"person=yes&status=new&channel={chance.choice(('web', 'embedded'))}",
    lambda chance: f"rating=down&turns=5&stage={chance.choice(STAGES)}",
    lambda chance: f"flagged=yes&assignee=mei&since=2026-0{chance.randint(1, 9)}-01",
    lambda chance: f"sure=95&turns=12&country={chance.choice(COUNTRIES)}",
    lambda chance: f"assignee=lin&rating=up&missed={chance.randint(1, 4)}",
)
COMMON = ("export", "buyer", "we sell", "customs", "certificate", "price", "country", "payment", "what is", "firm")
SEARCHES: Sequence[Draw] = (
    lambda chance: f"q={chance.choice(COMMON)}",
    lambda _: f"q={RARE}",
    lambda _: "q=%22letter+of+credit%22",
    lambda _: "q=nothingofthekind",
    lambda chance: f"q={chance.choice(COMMON)}&country={chance.choice(COUNTRIES)}&stage=preparation",
    lambda chance: f"q={RARE}&status=new&channel=web&turns={chance.randint(1, 5)}",
)


@dataclass
class Visitor:
    """One of the staff in a browser."""

    client: httpx.AsyncClient

    async def read(self, path: str) -> float:
        """How many milliseconds a page took."""
        began = time.perf_counter()
        response = await self.client.get(f"/console{path}")
        took = 1000 * (time.perf_counter() - began)
        response.raise_for_status()
        return took


def main(_: Sequence[str]) -> int:
    """Measure on both databases, print and write the table. Exit code 1 if a bound is broken."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="advisor-bench-")))
        postgres = stack.enter_context(cluster(lasting=True))
        urls = {"SQLite": f"sqlite:///{folder / 'advisor.db'}", "PostgreSQL": postgres.fresh(migrated=False)}
        took: dict[str, Mapping[str, Sequence[float]]] = {}
        for name, url in urls.items():
            rows = prepared(name, url)
            took[name] = asyncio.run(measured(name, url))
    lines = [circumstances(), "", *table(rows, took)]
    write_section(BENCHMARKS, "console", ["", *lines, ""])
    print("\n".join(lines), flush=True)
    return int(any(percentile(ms, 0.95) >= BOUND for pages in took.values() for ms in pages.values()))


def prepared(name: str, url: str) -> Mapping[str, int]:
    """A full database. The figures are counted when the gateway starts, as after a migration."""
    _say(f"{name}: filling in {CONVERSATIONS:,} conversations")
    upgrade(url)
    archive = Archive(load_knowledge(ROOT / "knowledge"), time.time())
    began = time.perf_counter()
    rows = fill(url, archive.talks(CONVERSATIONS))
    _say(f"{name}: {rows['events']:,} events in {time.perf_counter() - began:.0f} s")
    return rows


async def measured(name: str, url: str) -> Mapping[str, Sequence[float]]:
    """Kind of page -> milliseconds."""
    chance = random.Random(3)
    async with Database(url) as database:
        began = time.perf_counter()
        await FigureStore(database).catch_up()
        _say(f"{name}: all figures counted in {time.perf_counter() - began:.1f} s")
        pages = await _pages(database)
        async with visiting(url, database) as visitor:
            took: dict[str, Sequence[float]] = {}
            for kind, draw in pages.items():
                took[kind] = [await visitor.read(draw(chance)) for _ in range(TIMES)]
                _say(f"{name}: {kind}: {_times(took[kind])}")
        return took


async def _pages(database: Database) -> Mapping[str, Draw]:
    """Kind of page -> an address of it."""
    long = f"{CONVERSATIONS - 2:032x}"
    return {
        "list, first page": lambda _: "",
        "list, three filters": lambda chance: f"?{chance.choice(THREE)(chance)}",
        "full-text search": lambda chance: f"?{chance.choice(SEARCHES)(chance)}",
        "transcript of 400 turns": lambda chance: f"/conversations/{long}?page={chance.randint(1, 10)}",
        "numbers": lambda chance: (
            f"/numbers?days={chance.choice(('7', '30', '90', '365', 'all'))}"
            f"&channel={chance.choice(('', '', 'web', 'telegram'))}"
        ),
        **{f"page {number:,} of the list": _at(await _cursor(database, number)) for number in DEEP},
    }


def _at(cursor: str) -> Draw:
    return lambda _: f"?after={cursor}"


async def _cursor(database: Database, page: int) -> str:
    """Where a page begins. Found slowly, which is not measured."""
    query = (
        select(Conversation)
        .order_by(Conversation.last_activity.desc(), Conversation.id.desc())
        .offset(page * PAGE - 1)
        .limit(1)
    )
    async with database.session() as session:
        found = (await session.scalars(query)).one()
    return cursor_of(found)


@asynccontextmanager
async def visiting(url: str, database: Database) -> AsyncIterator[Visitor]:
    """The console as it is served, with an account that sees all."""
    settings = Settings(
        channel_secret=SecretStr(secrets.token_urlsafe(32)),
        database_url=url,
        requests_per_minute=1_000_000,
        _env_file=None,
    )
    knowledge = load_knowledge(ROOT / "knowledge")
    password = await Accounts(StaffStore(database), AuditLog(database)).add(NAME, Role.ADMIN, NAME)
    app = create_app(settings, knowledge, partial(report, knowledge), FakeRasa(database), annex=console)
    async with serve(app, settings) as address, httpx.AsyncClient(base_url=address, trust_env=False) as client:
        await client.post("/console/sign-in", data={"name": NAME, "password": password})
        yield Visitor(client)


def table(rows: Mapping[str, int], took: Mapping[str, Mapping[str, Sequence[float]]]) -> Iterator[str]:
    """As Markdown."""
    yield (
        f"{rows['conversations']:,} conversations, {rows['events']:,} events. Each page {TIMES} times, over HTTP, "
        f"p50 / p95 / most; bound: p95 under {BOUND} ms."
    )
    yield ""
    yield f"| page | {' | '.join(took)} |"
    yield f"| --- |{' --- |' * len(took)}"
    for kind in next(iter(took.values())):
        yield f"| {kind} | {' | '.join(_times(pages[kind]) for pages in took.values())} |"


def _times(ms: Sequence[float]) -> str:
    return " / ".join(f"{percentile(ms, part):.0f}" for part in (0.5, 0.95, 1.0)) + " ms"


def _say(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)

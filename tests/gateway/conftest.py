from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar
from pydantic import SecretStr
from ruamel.yaml import YAML

from advisor.commands.gateway import Server, server_config
from advisor.gateway.app import create_app
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.settings import ROOT, Settings
from advisor.store.database import Database
from advisor.store.migrate import upgrade
from tests.clocks import Clock
from tests.conftest import ON_POSTGRESQL
from tests.gateway.fakes import FakeRasa
from tests.ops.conftest import free_port

Json = dict[str, Any]


def assess(profile: Json | None) -> Json:
    """A core that believes any profile is in active engagement."""
    stage = "preparation" if profile is None else "active_engagement"
    return {"settled": profile is not None, "stage": stage, "probabilities": {stage: 0.75}, "profile": profile}


@pytest.fixture(scope="session")
def wording() -> dict[str, str]:
    return YAML(typ="safe", pure=True).load(ROOT / "knowledge" / "wording.yml")  # type: ignore[no-any-return]


@pytest.fixture
def knowledge(wording: dict[str, str]) -> Knowledge:
    return Knowledge(
        stages={},
        constraints={},
        questions={},
        next_steps={},
        sources={},
        countries={},
        priors={},
        faq={},
        wording=wording,
    )


@pytest.fixture
def database_url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Of a database that is set up by `database`, where it is a file, or set up already."""
    if request.config.getoption(ON_POSTGRESQL):
        return str(request.getfixturevalue("postgres").fresh())
    return f"sqlite:///{tmp_path / 'advisor.db'}"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        channel_secret=SecretStr("a-secret-that-is-long-enough"),
        database_url=database_url,
        rasa_timeout=5.0,
        widget_dir=tmp_path / "dist",
        _env_file=None,
    )


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "advisor.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
async def database(settings: Settings, fresh_database: Path, tmp_path: Path) -> AsyncIterator[Database]:
    if settings.database_url.startswith("sqlite"):
        shutil.copyfile(fresh_database, tmp_path / "advisor.db")
    async with Database(settings.database_url) as database:
        yield database


@pytest.fixture
def rasa(database: Database) -> FakeRasa:
    return FakeRasa(database)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(settings: Settings, knowledge: Knowledge, rasa: FakeRasa, clock: Clock) -> Litestar:
    return create_app(settings, knowledge, assess, rasa, clock=clock)


@pytest.fixture(scope="session")
def real_knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@asynccontextmanager
async def serve(app: Litestar, settings: Settings) -> AsyncIterator[str]:
    """The address of the application as it is really served: for what needs a line that stays open, or raw bytes."""
    free = settings.model_copy(update={"port": free_port()})
    server = QuietServer(server_config(app, free))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{free.port}"
    server.should_exit = True
    await running


class QuietServer(Server):
    """Leaves signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def connect(app: Litestar, address: str = "127.0.0.1") -> AsyncIterator[AsyncClient]:
    """A client of a running application, in the test's own event loop (AsyncTestClient would take another)."""
    started, stopping = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(_live(app, started, stopping))
    await started.wait()
    async with visitor(app, address) as client:
        yield client
    stopping.set()
    await running


def visitor(app: Litestar, address: str) -> AsyncClient:
    """A client with an address of its own."""
    transport = ASGITransport(app, client=(address, 1234))  # type: ignore[arg-type]
    return AsyncClient(transport=transport, base_url="http://testserver")


async def _live(app: Litestar, started: asyncio.Event, stopping: asyncio.Event) -> None:
    """In a task of its own, because a fixture's end runs in another task than its beginning."""
    async with app.lifespan():
        started.set()
        await stopping.wait()


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[AsyncClient]:
    async with connect(app) as client:
        yield client


class Firm:
    """A firm that talks over the API."""

    def __init__(self, client: AsyncClient, opened: Json) -> None:
        self.client = client
        self.id: str = opened["conversation_id"]
        self.token: str = opened["token"]
        self.greeting: list[Json] = opened["messages"]

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, body: Json) -> Response:
        return await self.client.post(f"{self.path}/messages", json=body, headers=self.headers)

    async def says(self, text: str) -> list[Json]:
        """The advisor's messages after words."""
        return await self._messages({"text": text})

    async def taps(self, payload: str) -> list[Json]:
        """The advisor's messages after a button."""
        return await self._messages({"payload": payload})

    async def history(self) -> list[Json]:
        response = await self.client.get(f"{self.path}/messages", headers=self.headers)
        assert response.status_code == 200
        return response.json()["messages"]  # type: ignore[no-any-return]

    async def texts(self) -> list[str]:
        return [message["text"] for message in await self.history()]

    async def _messages(self, body: Json) -> list[Json]:
        response = await self.post(body)
        assert response.status_code == 200, response.text
        return response.json()["messages"]  # type: ignore[no-any-return]


async def open_conversation(client: AsyncClient, **body: str) -> Firm:
    response = await client.post("/api/conversations", json=body)
    assert response.status_code == 201, response.text
    return Firm(client, response.json())


@pytest.fixture
async def firm(client: AsyncClient) -> Firm:
    return await open_conversation(client)

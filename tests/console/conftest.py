from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from httpx import AsyncClient, Response
from litestar import Litestar

from advisor.commands.gateway import console
from advisor.console import accounts as module
from advisor.console.accounts import Accounts
from advisor.console.permissions import Role
from advisor.core.report import report
from advisor.gateway.app import create_app
from advisor.gateway.door import digest
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.audit import AuditLog
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.models import Conversation, Rating
from advisor.store.ratings import RatingStore
from advisor.store.rows import Row
from advisor.store.staff import StaffStore
from tests.gateway.conftest import (  # noqa: F401 - fixtures
    Clock,
    clock,
    connect,
    database,
    database_url,
    fresh_database,
    rasa,
    real_knowledge,
    settings,
    visitor,
    wording,
)
from tests.gateway.fakes import FakeRasa, action, bot, bots, record, slot, user

PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
LAO: dict[str, Any] = {"answers": {"country": {"option": "LAO"}, "sold_abroad": {"option": "never"}}}


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is made to be slow: a fifth of a second for each that signs in, which nearly every test here does."""
    monkeypatch.setattr(module, "_hasher", lambda: PasswordHasher.from_parameters(CHEAPEST))


@pytest.fixture
def app(settings: Settings, real_knowledge: Knowledge, rasa: FakeRasa, database: Database) -> Litestar:  # noqa: F811
    roomy = settings.model_copy(update={"requests_per_minute": 10_000})
    return create_app(roomy, real_knowledge, partial(report, real_knowledge), rasa, database=database, annex=console)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[AsyncClient]:
    async with connect(app) as client:
        yield client


@pytest.fixture
def accounts(database: Database) -> Accounts:  # noqa: F811
    return Accounts(StaffStore(database), AuditLog(database))


@dataclass
class Staffer:
    """One of the staff in a browser."""

    client: AsyncClient
    csrf: str = ""

    async def get(self, path: str) -> Response:
        return await self.client.get(f"/console{path}")

    async def reads(self, path: str) -> str:
        response = await self.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text[:300])
        return response.text

    async def post(self, path: str, **form: str) -> Response:
        return await self.client.post(f"/console{path}", data={"csrf": self.csrf, **form})

    async def signs_in(self, name: str, password: str = PASSWORD, **form: str) -> Response:
        response = await self.client.post("/console/sign-in", data={"name": name, "password": password, **form})
        if response.status_code == 303:
            found = CSRF.search((await self.get("/account")).text)
            assert found
            self.csrf = found[1]
        return response


async def staffer(app: Litestar, accounts: Accounts, role: Role) -> Staffer:
    name = f"the.{role.value}"
    await accounts.add(name, role, "test", PASSWORD)
    one = Staffer(visitor(app, "127.0.0.1"))
    response = await one.signs_in(name)
    assert response.status_code == 303
    return one


@pytest.fixture
async def reviewer(client: AsyncClient, app: Litestar, accounts: Accounts) -> Staffer:
    return await staffer(app, accounts, Role.REVIEWER)


@pytest.fixture
async def viewer(client: AsyncClient, app: Litestar, accounts: Accounts) -> Staffer:
    return await staffer(app, accounts, Role.VIEWER)


@pytest.fixture
async def admin(client: AsyncClient, app: Litestar, accounts: Accounts) -> Staffer:
    return await staffer(app, accounts, Role.ADMIN)


@dataclass
class Archive:
    """Conversations that took place."""

    database: Database
    number: int = 0
    ids: list[str] = field(default_factory=list)

    async def add(self, *said: str, last_activity: float | None = None, **columns: object) -> str:
        """A conversation in which a firm said this and the advisor echoed it."""
        self.number += 1
        key = f"{self.number:032x}"
        self.ids.append(key)
        moment = last_activity or 1_790_000_000.0 + self.number
        row = Conversation(
            id=key,
            token_sha256=digest(key),
            language="en",
            created_at=moment,
            last_activity=moment,
            returned_event_id=0,
            projected_event_id=0,
            **{"channel": "web", "turns": len(said), "not_understood": 0, "flags": [], **columns},
        )
        await ConversationStore(self.database).create(row)
        for number, words in enumerate(said):
            await record(
                self.database,
                key,
                [
                    user(words, f"{key}-{number}", confidence=0.42),
                    action("action_answer_question"),
                    *bots([bot(f"You said: {words}")]),
                    slot("profile", LAO),
                    action("action_listen"),
                ],
            )
        return key

    async def rows(self, key: str) -> list[Row]:
        return await ConversationStore(self.database).rows(key)

    async def rate(self, key: str, thumb: str) -> None:
        event = (await ConversationStore(self.database).rows(key, types=("bot",)))[0]
        await RatingStore(self.database).rate(
            Rating(conversation_id=key, event_id=event.id, thumb=thumb, words=None, rated_at=1.0)
        )


@pytest.fixture
def archive(database: Database) -> Archive:  # noqa: F811
    return Archive(database)

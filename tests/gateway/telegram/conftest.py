from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar
from pydantic import SecretStr

from advisor.gateway.app import create_app
from advisor.gateway.telegram.service import Telegram
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings, TelegramMode
from advisor.store.database import Database
from advisor.store.telegram import TelegramStore
from tests.gateway.conftest import Clock, assess, connect
from tests.gateway.fakes import FakeRasa
from tests.gateway.telegram.fakes import FakeBotApi, Shown, message, press

Json = dict[str, Any]
TOKEN = "123456:a-token-of-a-bot-that-is-none"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The gateway on Telegram, by webhook, so that tests say when an update comes."""
    return settings.model_copy(
        update={
            "telegram_token": SecretStr(TOKEN),
            "telegram_mode": TelegramMode.WEBHOOK,
            "public_url": "https://advisor.example",
            "messages_per_minute": 4,
        }
    )


@pytest.fixture
def api() -> FakeBotApi:
    return FakeBotApi()


@pytest.fixture
def app(settings: Settings, knowledge: Knowledge, rasa: FakeRasa, clock: Clock, api: FakeBotApi) -> Litestar:
    return create_app(settings, knowledge, assess, rasa, clock=clock, telegram_api=api)


@pytest.fixture
def store(database: Database) -> TelegramStore:
    return TelegramStore(database)


class Chat:
    """A firm on Telegram, and what its chat shows."""

    def __init__(self, app: Litestar, api: FakeBotApi) -> None:
        self.telegram: Telegram = app.state.telegram
        self.api = api
        self.number = 100

    async def gets(self, update: Json) -> list[str]:
        """The advisor's messages after an update."""
        before = len(self.api.texts())
        await self.telegram.take(update)
        await self.settle()
        return self.api.texts()[before:]

    async def writes(self, text: str) -> list[str]:
        self.number += 1
        return await self.gets(message(self.number, text=text))

    async def presses(self, title: str, under: Shown | None = None) -> list[str]:
        self.number += 1
        shown = under or next(each for each in reversed(self.api.shown) if each.keys)
        return await self.gets(press(self.number, shown, shown.data(title)))

    async def settle(self) -> None:
        await self.telegram.chats.idle()
        await self.telegram.courier.idle()


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[AsyncClient]:
    async with connect(app) as client:
        yield client


@pytest.fixture
def chat(client: AsyncClient, app: Litestar, api: FakeBotApi) -> Chat:
    return Chat(app, api)

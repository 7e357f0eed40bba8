"""A Telegram that remembers what it was asked, and fails as it is told."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import BotCommand

from advisor.gateway.telegram.api import ApiError
from advisor.gateway.telegram.keyboards import Keys
from tests.telegram.rich import rich

Json = dict[str, Any]


@dataclass
class Shown:
    """A message as it stands in a chat."""

    chat_id: int
    message_id: int
    html: str
    keys: list[tuple[str, str]]

    def data(self, title: str) -> str:
        return next(data for words, data in self.keys if words == title)


@dataclass
class FakeBotApi:
    shown: list[Shown] = field(default_factory=list)
    files: list[tuple[int, str, bytes]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    typing: list[int] = field(default_factory=list)
    failures: list[ApiError] = field(default_factory=list)
    """Raised by the next sendings, one after the other."""
    connect_failures: list[ApiError] = field(default_factory=list)
    waiting: list[Json] = field(default_factory=list)
    offsets: list[int | None] = field(default_factory=list)
    webhooks: list[tuple[str, str]] = field(default_factory=list)
    menu: list[str] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self._ids = itertools.count(1000)

    async def connect(self, menu: Sequence[BotCommand]) -> str:
        if self.connect_failures:
            raise self.connect_failures.pop(0)
        self.menu = [command.command for command in menu] or self.menu
        return "AdvisorBot"

    async def use_webhook(self, url: str, secret: str) -> None:
        self.webhooks.append((url, secret))

    async def use_polling(self) -> None:
        self.webhooks.clear()

    async def updates(self, offset: int | None) -> list[Json]:
        self.offsets.append(offset)
        self.waiting = [update for update in self.waiting if update["update_id"] >= (offset or 0)]
        if not self.waiting:
            await asyncio.sleep(0.01)
        return list(self.waiting)

    async def send(self, chat_id: int, html: str, keys: Keys) -> int:
        self._fail()
        shown = Shown(chat_id, next(self._ids), html, list(keys))
        self.shown.append(shown)
        return shown.message_id

    async def edit(self, chat_id: int, message_id: int, html: str) -> None:
        self._fail()
        message = self._message(chat_id, message_id)
        message.html, message.keys = html, []

    async def drop_buttons(self, chat_id: int, message_id: int) -> None:
        self._fail()
        self._message(chat_id, message_id).keys = []

    async def send_file(self, chat_id: int, name: str, content: bytes, caption: str) -> int:
        self._fail()
        self.files.append((chat_id, name, content))
        return next(self._ids)

    async def show_typing(self, chat_id: int) -> None:
        self.typing.append(chat_id)

    async def answer_press(self, callback_id: str) -> None:
        self.answered.append(callback_id)

    async def close(self) -> None:
        self.closed = True

    def texts(self, chat_id: int = 7) -> list[str]:
        return [shown.html for shown in self.shown if shown.chat_id == chat_id]

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    def _message(self, chat_id: int, message_id: int) -> Shown:
        return next(each for each in self.shown if (each.chat_id, each.message_id) == (chat_id, message_id))


PERSON: Json = {"id": 7, "is_bot": False, "first_name": "Mi"}
PRIVATE: Json = {"id": 7, "type": "private", "first_name": "Mi"}


def message(number: int, chat_id: int = 7, **content: object) -> Json:
    """An update with a message in a private chat."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_700_000_000,
            "chat": {**PRIVATE, "id": chat_id},
            "from": {**PERSON, "id": chat_id},
            **content,
        },
    }


def press(number: int, shown: Shown, data: str) -> Json:
    """An update with the press of a button."""
    under = message(number, shown.chat_id, **rich(shown.html))["message"]
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": {**PERSON, "id": shown.chat_id},
            "chat_instance": "1",
            "message": {**under, "message_id": shown.message_id},
            "data": data,
        },
    }

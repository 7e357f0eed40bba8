"""Telegram, put together from its parts."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from advisor.gateway.desk import Desk
from advisor.gateway.telegram import letters
from advisor.gateway.telegram.answers import Answers
from advisor.gateway.telegram.api import BotApi, HttpBotApi
from advisor.gateway.telegram.chats import Chats
from advisor.gateway.telegram.commands import menu
from advisor.gateway.telegram.courier import Courier, MakePlan
from advisor.gateway.telegram.intake import Intake, Line
from advisor.gateway.telegram.turns import Turns
from advisor.settings import Settings, TelegramMode
from advisor.store.database import Database
from advisor.store.models import Conversation
from advisor.store.telegram import TelegramStore
from advisor.store.transcript import Message

PATH = "/telegram/webhook"
"""Where Telegram sends updates. The secret comes in a header, and never stands in an address."""


class Telegram:
    """The advisor on Telegram. Starts and stops with the gateway, and never keeps it from starting."""

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        database: Database,
        api: BotApi,
        *,
        make_plan: MakePlan,
        wording: Mapping[str, str],
    ) -> None:
        store = TelegramStore(database, desk.now)
        self._store = store
        self._handovers = desk.handovers
        self._wording = wording
        self._settings = settings
        self._api = api
        self.secret = webhook_secret(settings)
        self.courier = Courier(store, api, make_plan, wording)
        turns = Turns(desk, api, settings.rasa_timeout)
        answers = Answers(desk, store, turns, wording, self.courier.wake, now=desk.now)
        self.chats = Chats(store, answers, self.courier, api)
        self._intake = Intake(api, self.chats.take, menu(wording))
        self._running: asyncio.Task[None] | None = None

    @property
    def has_webhook(self) -> bool:
        """Whether Telegram sends updates to our address."""
        return self._settings.telegram_mode is TelegramMode.WEBHOOK

    @property
    def line(self) -> Line:
        """How things stand."""
        if self._intake.line is Line.OK and not self.courier.is_reachable:
            return Line.DOWN
        return self._intake.line

    async def start(self) -> None:
        """Go on where the last process stopped, and begin to listen."""
        self._handovers.bring = self.bring
        await self._handovers.bring_again()
        await self.courier.start()
        await self.chats.start()
        self._running = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Stop. What is not handled or not sent is kept."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        await self.chats.close()
        await self.courier.close()
        await self._api.close()

    async def tidy(self) -> None:
        """Forget what is only kept for some days."""
        await self._store.forget_old()

    async def take(self, update: Mapping[str, Any]) -> bool:
        """Keep an update that Telegram has sent to our address."""
        return await self.chats.take(update)

    async def bring(self, conversation: Conversation, message: Message) -> None:
        """Put into the outbox what was said in place of the advisor. Bringing it twice does nothing."""
        chat = await self._store.chat_of(conversation.id)
        if chat is not None:
            await self._store.add(chat.chat_id, letters.advice([message], conversation.id, 0, self._wording))
            self.courier.wake(chat.chat_id)

    def _listen(self) -> Coroutine[Any, Any, None]:
        if self.has_webhook:
            return self._intake.use_webhook(f"{self._settings.public_url}{PATH}", self.secret)
        return self._intake.poll()


def webhook_secret(settings: Settings) -> str:
    """What Telegram has to send with each update. It follows from secrets of ours, so that nobody has to set one."""
    key = settings.channel_secret.get_secret_value().encode()
    token = settings.telegram_token
    message = b"telegram webhook " + (b"" if token is None else token.get_secret_value().encode())
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def telegram_api(settings: Settings) -> BotApi | None:
    """The line to Telegram. None where it is not wanted."""
    if settings.telegram_token is None:
        return None
    return HttpBotApi(settings.telegram_token.get_secret_value(), settings.telegram_api)

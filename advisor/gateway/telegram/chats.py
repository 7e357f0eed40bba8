"""Updates: each kept before it is acknowledged, and handled once, those of a chat in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from advisor.gateway.problems import log_bug
from advisor.gateway.telegram.answers import Answers, Task
from advisor.gateway.telegram.api import ApiError, BotApi
from advisor.gateway.telegram.courier import Courier
from advisor.gateway.telegram.crew import Crew
from advisor.gateway.telegram.updates import Heard, read, update_id_of
from advisor.store.models import TelegramUpdate
from advisor.store.telegram import Finished, TelegramStore

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3


class Chats:
    """A queue for each chat."""

    def __init__(self, store: TelegramStore, answers: Answers, courier: Courier, api: BotApi) -> None:
        self._store = store
        self._answers = answers
        self._courier = courier
        self._api = api
        self._crew = Crew(self._work)
        self._answering_presses: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Go on where the last process stopped."""
        for chat_id in await self._store.chats_with_updates():
            self._crew.wake(chat_id)

    async def take(self, data: Mapping[str, Any]) -> bool:
        """Keep an update and put it in line. False if it is none, or was taken before."""
        update_id = update_id_of(data)
        if update_id is None:
            return False
        heard = read(dict(data))
        is_new = await self._keep(update_id, heard)
        if heard is not None and is_new:
            if heard.callback_id is not None:
                self._answer_press(heard.callback_id)
            self._crew.wake(heard.chat_id)
        return is_new

    async def _keep(self, update_id: int, heard: Heard | None) -> bool:
        if heard is None:
            return await self._store.take(update_id, None, None)
        return await self._store.take(update_id, heard.chat_id, heard.as_json())

    async def idle(self) -> None:
        """Wait until everything is handled."""
        await self._crew.idle()

    async def close(self) -> None:
        """Stop. What is not handled is kept."""
        await self._crew.close()
        for task in list(self._answering_presses):
            task.cancel()
        await asyncio.gather(*self._answering_presses, return_exceptions=True)

    async def _work(self, chat_id: int) -> None:
        while not self._crew.closed and (update := await self._store.next_update(chat_id)) is not None:
            finished = await self._handle(update, chat_id)
            if finished is not None:
                await self._store.finish(update.update_id, chat_id, finished)
                self._courier.wake(chat_id)

    async def _handle(self, update: TelegramUpdate, chat_id: int) -> Finished | None:
        task = Task(update.update_id, Heard.from_json(update.heard or {}))
        try:
            return await self._answers.answer(task)
        except Exception as error:  # ours; what comes after it must not wait for ever
            log_bug(logger, error)
            if await self._store.count_attempt(update.update_id) < MOST_ATTEMPTS:
                await asyncio.sleep(1.0)
                return None
            return self._answers.fault(task)

    def _answer_press(self, callback_id: str) -> None:
        """At once, or the button shows a clock for as long as the advisor thinks."""
        task = asyncio.create_task(self._say_noticed(callback_id))
        self._answering_presses.add(task)
        task.add_done_callback(self._answering_presses.discard)

    async def _say_noticed(self, callback_id: str) -> None:
        with suppress(ApiError):  # it may be too old to be answered, which does no harm
            await self._api.answer_press(callback_id)

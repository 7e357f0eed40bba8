"""How updates come in: asked for again and again, or sent to our address. Telegram may be away at any time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from telegram import BotCommand

from advisor.gateway.problems import log_bug
from advisor.gateway.telegram.api import ApiError, BotApi, SlowDown
from advisor.gateway.telegram.backoff import backoff
from advisor.gateway.telegram.pace import Sleep

logger = logging.getLogger(__name__)

MOST_SECONDS = 60.0
CHECK_SECONDS = 60.0
"""So often is looked whether Telegram is still there, where updates are sent to us."""

Take = Callable[[Mapping[str, Any]], Awaitable[bool]]


class Line(StrEnum):
    """How things stand with Telegram, as `/health` says it."""

    CONNECTING = "connecting"
    OK = "ok"
    DOWN = "down"


class Intake:
    """Keeps the line to Telegram, whatever happens to it."""

    def __init__(self, api: BotApi, take: Take, menu: Sequence[BotCommand], sleep: Sleep = asyncio.sleep) -> None:
        self._api = api
        self._take = take
        self._menu = menu
        self._sleep = sleep
        self.line = Line.CONNECTING

    async def poll(self) -> None:
        """Ask for updates for ever. Those that are kept are acknowledged with the next question."""
        offset: int | None = None
        waits = self._fresh_waits()
        while True:
            try:
                if self.line is not Line.OK:
                    await self._api.connect(self._menu)
                    await self._api.use_polling()
                    self._is_up()
                offset = await self._take_all(await self._api.updates(offset), offset)
                waits = self._fresh_waits()
            except Exception as error:
                await self._is_down(error, waits)

    async def use_webhook(self, url: str, secret: str) -> None:
        """Tell Telegram our address, and look for ever whether it is there."""
        waits = self._fresh_waits()
        while True:
            try:
                if self.line is Line.OK:
                    await self._api.connect(())
                else:
                    await self._api.connect(self._menu)
                    await self._api.use_webhook(url, secret)
                    self._is_up()
                waits = self._fresh_waits()
                await self._sleep(CHECK_SECONDS)
            except Exception as error:
                await self._is_down(error, waits)

    async def _take_all(self, updates: Sequence[Mapping[str, Any]], offset: int | None) -> int | None:
        for update in updates:
            await self._take(update)
        numbers = [update["update_id"] for update in updates if isinstance(update.get("update_id"), int)]
        return max(numbers) + 1 if numbers else offset

    def _is_up(self) -> None:
        if self.line is Line.DOWN:
            logger.warning("Telegram is there again")
        self.line = Line.OK

    async def _is_down(self, error: Exception, waits: Iterator[float]) -> None:
        seconds = error.seconds if isinstance(error, SlowDown) else next(waits)
        if not isinstance(error, ApiError):
            log_bug(logger, error)
        elif self.line is not Line.DOWN:
            logger.warning("Telegram: %s. Everything else runs; trying again", _said(error))
        self.line = Line.DOWN
        await self._sleep(seconds)

    def _fresh_waits(self) -> Iterator[float]:
        return backoff(1.0, MOST_SECONDS)


def _said(error: ApiError) -> str:
    return str(error) or type(error).__name__

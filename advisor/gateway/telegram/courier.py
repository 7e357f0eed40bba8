"""Takes letters from the outbox to Telegram: in order, each once, no faster than is allowed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from advisor.gateway.problems import log_bug
from advisor.gateway.telegram.api import ApiError, Blocked, BotApi, Refused, SlowDown, Unreachable
from advisor.gateway.telegram.backoff import backoff
from advisor.gateway.telegram.crew import Crew
from advisor.gateway.telegram.formatting import escape
from advisor.gateway.telegram.letters import Method
from advisor.gateway.telegram.pace import Pace, Sleep
from advisor.store.models import TelegramLetter
from advisor.store.telegram import TelegramStore

logger = logging.getLogger(__name__)

FILE_NAME = "plan.pdf"
MOST_BUGS = 3

MakePlan = Callable[[str], Awaitable[bytes | None]]
"""The plan of a conversation as PDF."""


class Courier:
    """One task for each chat that something is to be sent to."""

    def __init__(
        self,
        store: TelegramStore,
        api: BotApi,
        make_plan: MakePlan,
        wording: Mapping[str, str],
        *,
        pace: Pace | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store = store
        self._api = api
        self._make_plan = make_plan
        self._wording = wording
        self._pace = pace or Pace()
        self._sleep = sleep
        self._crew = Crew(self._empty)
        self.is_reachable = True
        """Whether Telegram took the last thing that it was asked to take."""

    async def start(self) -> None:
        """Go on where the last process stopped."""
        await self._store.recover()
        for chat_id in await self._store.chats_with_letters():
            self.wake(chat_id)

    def wake(self, chat_id: int) -> None:
        """There is something to be sent to a chat."""
        self._crew.wake(chat_id)

    async def close(self) -> None:
        """Stop. What is not sent stays in the outbox."""
        await self._crew.close()

    async def idle(self) -> None:
        """Wait until nothing is left to be sent."""
        await self._crew.idle()

    async def _empty(self, chat_id: int) -> None:
        begins = True
        while not self._crew.closed and (letter := await self._store.next_letter(chat_id)) is not None:
            await self._bring(letter, begins=begins)
            begins = begins and _method(letter) is not Method.MESSAGE

    async def _bring(self, letter: TelegramLetter, *, begins: bool) -> None:
        """Until it is sent, or cannot be."""
        waits, bugs = backoff(), 0
        while True:
            await self._pace.turn(letter.chat_id, begins=begins)
            try:
                return await self._try(letter)
            except SlowDown as slow:
                self.is_reachable = True
                await self._store.mark_waiting(letter.seq, uncertain=False)
                self._pace.slow_down(letter.chat_id, slow.seconds)
            except Unreachable as down:
                await self._wait_for_telegram(letter, down, next(waits))
            except Blocked:
                self.is_reachable = True
                logger.info("A firm has left: it blocked the bot")
                return await self._store.left(letter.chat_id)
            except Refused as refused:
                self.is_reachable = True
                logger.warning("Telegram refused a %s: %s", _method(letter), refused)
                return await self._store.mark_dropped(letter.seq)
            except ApiError as error:
                await self._wait_for_telegram(letter, Unreachable(str(error)), next(waits))
            except Exception as error:  # ours; one letter must not stop those after it
                log_bug(logger, error)
                bugs += 1
                if bugs == MOST_BUGS:
                    return await self._store.mark_dropped(letter.seq)
                await self._sleep(next(waits))

    async def _wait_for_telegram(self, letter: TelegramLetter, down: Unreachable, seconds: float) -> None:
        if self.is_reachable:
            logger.warning("Telegram cannot be reached (%s); what is to be sent waits", down)
        self.is_reachable = False
        letter.uncertain = letter.uncertain or down.uncertain
        await self._store.mark_waiting(letter.seq, uncertain=down.uncertain)
        await self._sleep(seconds)

    async def _try(self, letter: TelegramLetter) -> None:
        body = letter.body or {}
        send = await self._prepared(letter)
        await self._store.mark_sending(letter.seq)
        message_id = None if send is None else await send()
        if not self.is_reachable:
            logger.warning("Telegram can be reached again")
        self.is_reachable = True
        if body.get("forget"):
            await self._store.forget_letter(letter.seq)
        else:
            await self._store.mark_sent(letter.seq, message_id)

    async def _prepared(self, letter: TelegramLetter) -> Callable[[], Awaitable[int | None]] | None:
        """All that takes time is done before it is noted that it may have arrived."""
        chat_id, body = letter.chat_id, letter.body or {}
        match _method(letter):
            case Method.MESSAGE:
                html = self._excused(letter, str(body["html"]))
                keys = [(title, data) for title, data in body["keys"]]
                return lambda: self._api.send(chat_id, html, keys)
            case Method.CHOSEN:
                return lambda: _nothing(self._api.edit(chat_id, body["message_id"], body["html"]))
            case Method.NO_BUTTONS:
                return lambda: _nothing(self._api.drop_buttons(chat_id, body["message_id"]))
            case Method.PLAN:
                content = await self._make_plan(str(letter.conversation_id))
                caption = self._wording["telegram_plan_file"]
                return None if content is None else lambda: self._api.send_file(chat_id, FILE_NAME, content, caption)

    def _excused(self, letter: TelegramLetter, html: str) -> str:
        """What may have arrived already says so, rather than being lost or coming twice without a word."""
        if not letter.uncertain:
            return html
        return f"<i>{escape(self._wording['telegram_perhaps_twice'])}</i>\n\n{html}"


def _method(letter: TelegramLetter) -> Method:
    return Method((letter.body or {})["method"])


async def _nothing(done: Awaitable[None]) -> None:
    """A change of a message has no id of its own."""
    await done

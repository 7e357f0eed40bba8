"""The Bot API, by python-telegram-bot, as far as we use it."""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import httpx
from telegram import Bot, BotCommand, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from advisor.gateway.telegram.keyboards import Keys, markup
from advisor.gateway.telegram.updates import ALLOWED_UPDATES

POLL_SECONDS = 25
TIMEOUT = 20.0
CONNECTIONS = 32
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
NOT_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Result = TypeVar("Result")


class ApiError(Exception):
    """Telegram did not do what it was asked to. Never holds the token."""


class Unreachable(ApiError):
    """The line or Telegram itself is down."""

    def __init__(self, reason: str, *, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.uncertain = uncertain
        """Whether what was sent may have arrived all the same."""


class SlowDown(ApiError):
    """We asked too often."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Telegram asks to wait {seconds:g} s")
        self.seconds = seconds


class Blocked(ApiError):
    """The firm does not want to hear from us any more."""


class Refused(ApiError):
    """Telegram will never do this."""


class WrongToken(ApiError):
    """Telegram does not know ADVISOR_TELEGRAM_TOKEN."""


class OtherPoller(ApiError):
    """Somebody else takes the updates of this bot."""


class BotApi(Protocol):
    """What we ask of Telegram. Raises ApiError."""

    async def connect(self, menu: Sequence[BotCommand]) -> str:
        """Find out whose token it is, and show the menu. Returns the bot's name."""

    async def use_webhook(self, url: str, secret: str) -> None:
        """Have updates sent to an address."""

    async def use_polling(self) -> None:
        """Have updates kept until they are asked for."""

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """Wait for updates. Those below the offset are done with."""

    async def send(self, chat_id: int, html: str, keys: Keys) -> int:
        """Send a message and return its id."""

    async def edit(self, chat_id: int, message_id: int, html: str) -> None:
        """Give a message other words and no buttons."""

    async def drop_buttons(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a message."""

    async def send_file(self, chat_id: int, name: str, content: bytes, caption: str) -> int:
        """Send a document and return the message's id."""

    async def show_typing(self, chat_id: int) -> None:
        """Show for five seconds that we are at work."""

    async def answer_press(self, callback_id: str) -> None:
        """Say that a press was noticed."""

    async def close(self) -> None:
        """Let go of all connections."""


class _PlainBot(Bot):
    """Gives updates as plain data: one that cannot be read must not cost us those beside it."""

    async def plain_updates(self, offset: int | None) -> list[dict[str, Any]]:
        """As get_updates."""
        wanted: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            wanted["offset"] = offset
        found = await self._post("getUpdates", wanted, read_timeout=POLL_SECONDS + TIMEOUT)
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


class HttpBotApi:
    """Over HTTPS, to Telegram or to what stands in for it."""

    def __init__(self, token: str, address: str) -> None:
        # Times as python-telegram-bot will give them one day; otherwise it warns about each.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        # At INFO it would log addresses, which hold the token.
        for noisy in ("httpx", "httpcore", "telegram"):
            logging.getLogger(noisy).setLevel(logging.WARNING)
        root = address.removesuffix("/")
        self._bot = _PlainBot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=_request(CONNECTIONS, TIMEOUT),
            get_updates_request=_request(2, POLL_SECONDS + TIMEOUT),
        )
        self._ready = False

    async def connect(self, menu: Sequence[BotCommand]) -> str:
        """See BotApi."""
        if not self._ready:
            await asked(self._bot.initialize())
            self._ready = True
        me = await asked(self._bot.get_me())
        with suppress(Refused):  # the menu is a convenience, and is shown for good
            if menu:
                await asked(self._bot.set_my_commands(menu))
        return me.username or me.first_name

    async def use_webhook(self, url: str, secret: str) -> None:
        """See BotApi."""
        await asked(self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES))

    async def use_polling(self) -> None:
        """See BotApi."""
        await asked(self._bot.delete_webhook(drop_pending_updates=False))

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """See BotApi."""
        return await asked(self._bot.plain_updates(offset))

    async def send(self, chat_id: int, html: str, keys: Keys) -> int:
        """See BotApi."""
        sent = await asked(
            self._bot.send_message(
                chat_id, html, parse_mode=ParseMode.HTML, reply_markup=markup(keys), link_preview_options=NO_PREVIEW
            )
        )
        return sent.message_id

    async def edit(self, chat_id: int, message_id: int, html: str) -> None:
        """See BotApi."""
        await asked(
            self._bot.edit_message_text(
                html,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
            )
        )

    async def drop_buttons(self, chat_id: int, message_id: int) -> None:
        """See BotApi."""
        await asked(self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id))

    async def send_file(self, chat_id: int, name: str, content: bytes, caption: str) -> int:
        """See BotApi."""
        sent = await asked(self._bot.send_document(chat_id, content, filename=name, caption=caption))
        return sent.message_id

    async def show_typing(self, chat_id: int) -> None:
        """See BotApi."""
        await asked(self._bot.send_chat_action(chat_id, ChatAction.TYPING))

    async def answer_press(self, callback_id: str) -> None:
        """See BotApi."""
        await asked(self._bot.answer_callback_query(callback_id))

    async def close(self) -> None:
        """See BotApi."""
        with suppress(Exception):  # nobody is helped by an error at the end
            await self._bot.shutdown()


async def asked(answer: Awaitable[Result]) -> Result:
    """What Telegram answers, or an error of ours: python-telegram-bot's hold the token or parts of addresses."""
    try:
        return await answer
    except TelegramError as error:
        raise translated(error) from None


def translated(error: TelegramError) -> ApiError:  # noqa: PLR0911 - a table
    """The error in our own terms."""
    match error:
        case RetryAfter():
            return SlowDown(_seconds(error))
        case InvalidToken():
            return WrongToken("Telegram does not know ADVISOR_TELEGRAM_TOKEN; expected the token that BotFather gave")
        case Forbidden():
            return Blocked("the firm has blocked the bot")
        case Conflict():
            return OtherPoller("another program takes the updates of this bot, or a webhook is set")
        case EndPointNotFound():
            return Refused(type(error).__name__)
        case BadRequest() | ChatMigrated():
            # Its message names what is wrong with the request, and holds neither token nor words.
            return Refused(error.message)
        case NetworkError():
            return Unreachable(_reason(error), uncertain=_is_uncertain(error))
        case _:
            return Refused(type(error).__name__)


def _seconds(error: RetryAfter) -> float:
    wait: Any = error.retry_after
    return float(wait.total_seconds()) if hasattr(wait, "total_seconds") else float(wait)


def _reason(error: NetworkError) -> str:
    cause = error.__cause__
    return type(error).__name__ if cause is None else type(cause).__name__


def _is_uncertain(error: NetworkError) -> bool:
    """An answer that says 5xx is an answer, and a line that was never there carried nothing."""
    cause = error.__cause__
    if cause is None:
        return isinstance(error, TimedOut) and "pool" not in error.message.lower()
    return not isinstance(cause, NOT_ARRIVED)


def _request(connections: int, timeout: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=5.0,
        read_timeout=timeout,
        write_timeout=timeout,
        pool_timeout=timeout,
        media_write_timeout=timeout,
    )

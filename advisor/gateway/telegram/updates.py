"""What an update of Telegram means to us."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""What we ask Telegram for. Whatever comes beside it is passed over."""

GONE = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})
LONGEST_TEXT = 5_000
"""More than Telegram lets anybody write."""


class Kind(StrEnum):
    """The kinds of things that we answer."""

    TEXT = "text"
    PRESS = "press"
    LOCATION = "location"
    MEDIA = "media"
    """A photo, a voice message, a sticker..."""
    GROUP = "group"
    """Anything said where others listen."""
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


@dataclass(frozen=True)
class Heard:
    """What is kept of an update until it is handled."""

    kind: Kind
    chat_id: int
    text: str = ""
    """Words, those beside a picture too, or the data of a button."""
    message_id: int | None = None
    """Of the message whose button was pressed."""
    shown: str = ""
    """What that message says, as HTML. Telegram no longer tells for very old ones."""
    callback_id: str | None = None
    place: tuple[float, float] | None = None
    """Latitude and longitude."""
    album: str | None = None
    """Pictures that are sent together come one by one, and share this."""

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """From the database."""
        place = data.get("place")
        return cls(**{**data, "kind": Kind(data["kind"]), "place": None if place is None else (place[0], place[1])})


def update_id_of(data: object) -> int | None:
    """The number of an update, if it is one at all."""
    number = data.get("update_id") if isinstance(data, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def read(data: dict[str, Any]) -> Heard | None:
    """What an update says to us. None if it is nothing that we answer, or is not as the Bot API describes it."""
    try:
        update = Update.de_json(data, None)
        return _heard(update)
    except Exception as error:  # whatever strangers send must not stop what follows it
        logger.warning("Passed over an update that could not be read (%s)", type(error).__name__)
        return None


def _heard(update: Update) -> Heard | None:
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.message is not None:
        return _message(update.message)
    return None


def _press(query: CallbackQuery) -> Heard | None:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    return Heard(
        Kind.PRESS,
        message.chat.id,
        text=str(query.data or "")[:64],
        message_id=message.message_id,
        shown=message.text_html if isinstance(message, Message) else "",
        callback_id=query.id,
    )


def _membership(change: ChatMemberUpdated) -> Heard | None:
    if change.chat.type != ChatType.PRIVATE:
        return None
    kind = Kind.BLOCKED if change.new_chat_member.status in GONE else Kind.UNBLOCKED
    return Heard(kind, change.chat.id)


def _message(message: Message) -> Heard | None:
    if message.from_user is not None and message.from_user.is_bot:
        return None
    if message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        return Heard(Kind.GROUP, message.chat.id) if message.text or message.effective_attachment else None
    return _in_private(message) if message.chat.type == ChatType.PRIVATE else None


def _in_private(message: Message) -> Heard | None:
    chat_id = message.chat.id
    if message.text:
        return Heard(Kind.TEXT, chat_id, text=message.text[:LONGEST_TEXT])
    if message.location is not None:
        return Heard(Kind.LOCATION, chat_id, place=(message.location.latitude, message.location.longitude))
    if not _is_media(message):
        return None
    return Heard(Kind.MEDIA, chat_id, text=(message.caption or "")[:LONGEST_TEXT], album=message.media_group_id)


def _is_media(message: Message) -> bool:
    return bool(message.effective_attachment or message.live_photo or message.checklist or message.gift)

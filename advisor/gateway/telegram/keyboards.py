"""Buttons under messages, and what they send back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

SHORT = 18
"""Two buttons stand side by side where both have at most so many letters."""
CHOICE = re.compile(r"b:([0-9]{1,15}):([0-9]{1,3})")
ERASE, KEEP = "d:yes", "d:no"

Keys = Sequence[tuple[str, str]]
"""Words and data of each button."""


@dataclass(frozen=True)
class Choice:
    """A button by its place: the message that offered it, and its number there."""

    event_id: int
    index: int

    def data(self) -> str:
        """What Telegram sends back: never more than 21 bytes, whatever the button says or means."""
        return f"b:{self.event_id}:{self.index}"


def choice(data: str) -> Choice | None:
    """The button that was pressed, if it is one of a conversation.

    >>> choice("b:17:2")
    Choice(event_id=17, index=2)
    """
    match = CHOICE.fullmatch(data)
    return None if match is None else Choice(int(match.group(1)), int(match.group(2)))


def rows(keys: Keys) -> list[list[tuple[str, str]]]:
    """One or two buttons a row, by their length.

    >>> [len(row) for row in rows([("Yes", "1"), ("No", "2"), ("I would rather tell you later", "3")])]
    [2, 1]
    """
    laid: list[list[tuple[str, str]]] = []
    for key in keys:
        if laid and len(laid[-1]) == 1 and max(len(laid[-1][0][0]), len(key[0])) <= SHORT:
            laid[-1].append((key[0], key[1]))
        else:
            laid.append([(key[0], key[1])])
    return laid


def markup(keys: Keys) -> InlineKeyboardMarkup | None:
    """As the Bot API takes it."""
    if not keys:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(title, callback_data=data) for title, data in row] for row in rows(keys)]
    )

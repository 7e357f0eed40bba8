"""What was said, as messages: the one mapping from Rasa's rows, for replies and for the history alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from advisor.store.rows import BOT, USER, Row

PERSON = "person"
"""`data.type` of what a person of the staff says, with `name`."""
OPENING = "/start"
"""Opens a conversation. Nobody said it, so it is no message."""


@dataclass(frozen=True)
class Button:
    """A choice under a message. Its payload is sent back when it is tapped."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message of the firm, of the advisor, or of a person who speaks in its place."""

    id: str
    author: Literal["firm", "advisor", "person"]
    text: str
    sent_at: str
    buttons: list[Button] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


def iso_time(timestamp: float) -> str:
    """UTC, as in RFC 3339.

    >>> iso_time(0.5)
    '1970-01-01T00:00:00.500Z'
    """
    moment = datetime.fromtimestamp(timestamp, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Transcript:
    """Messages in the order in which they were said, built row by row."""

    def __init__(self, titles: Mapping[str, str] | None = None) -> None:
        self.messages: list[Message] = []
        self._titles = dict(titles or {})
        """Payload -> the words on its button, first of the commands that are always allowed."""
        self._seen: set[str] = set()
        self._current: str | None = None
        """The firm's message that is being answered."""
        self._answer_starts = 0

    def add(self, row: Row) -> None:
        """Take one row. Rows that are no messages change nothing."""
        if row.type == USER:
            self._add_firm(row)
        elif row.type == BOT:
            self._add_advisor(row)

    def _add_firm(self, row: Row) -> None:
        if row.message_id is not None and row.message_id in self._seen:
            self._forget_failed_answer(row.message_id)
            return
        self._seen.add(row.message_id or "")
        if row.text != OPENING or OPENING in self._titles:
            self.messages.append(firm_message(str(row.id), row.text, row.timestamp, self._titles))
        self._current = row.message_id
        self._answer_starts = len(self.messages)

    def _forget_failed_answer(self, message_id: str) -> None:
        """A message is delivered again because its answer failed half way: only the new answer stands."""
        if message_id == self._current:
            del self.messages[self._answer_starts :]

    def _add_advisor(self, row: Row) -> None:
        buttons = [Button(button["title"], button["payload"]) for button in row.buttons]
        self._titles.update({button.payload: button.title for button in buttons})
        if row.text or buttons or row.custom:
            author: Literal["person", "advisor"] = "person" if row.custom.get("type") == PERSON else "advisor"
            self.messages.append(
                Message(str(row.id), author, row.text, iso_time(row.timestamp), buttons, dict(row.custom))
            )


def firm_message(message_id: str, text: str, timestamp: float, titles: Mapping[str, str]) -> Message:
    """A firm's message. A tapped button reads as the words on it."""
    data = {"payload": text} if text.startswith("/") else {}
    return Message(message_id, "firm", titles.get(text, text), iso_time(timestamp), data=data)


def read_transcript(rows: Iterable[Row], titles: Mapping[str, str] | None = None) -> list[Message]:
    """The messages in rows of one conversation, in the order of their ids."""
    transcript = Transcript(titles)
    for row in rows:
        transcript.add(row)
    return transcript.messages

"""Rasa's event rows, decoded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

USER = "user"
BOT = "bot"
ACTION = "action"
SLOT = "slot"
ACTIVE_LOOP = "active_loop"
TO_PERSON = "to_person"
"""In the metadata of what a firm says to a person of the staff: that person's name."""


@dataclass(frozen=True)
class Row:
    """One row of `events`."""

    id: int
    type: str
    timestamp: float
    name: str | None
    """Of the action or the slot."""
    data: dict[str, Any]

    @property
    def text(self) -> str:
        """What was said."""
        return str(self.data.get("text") or "")

    @property
    def message_id(self) -> str | None:
        """Under which a firm's message was delivered to Rasa."""
        return self.data.get("message_id")

    @property
    def is_for_person(self) -> bool:
        """Whether the firm said it to a person of the staff, so that the advisor does not answer."""
        return TO_PERSON in (self.data.get("metadata") or {})

    @property
    def intent(self) -> str | None:
        """What Rasa took a firm's message for."""
        return ((self.data.get("parse_data") or {}).get("intent") or {}).get("name")

    @property
    def confidence(self) -> float | None:
        """How sure Rasa was of what a firm meant."""
        return ((self.data.get("parse_data") or {}).get("intent") or {}).get("confidence")

    @property
    def custom(self) -> dict[str, Any]:
        """What an advisor's message is, beside its prose."""
        custom = self._extras.get("custom")
        return custom if isinstance(custom, dict) else {}

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons under an advisor's message."""
        buttons = self._extras.get("buttons") or []
        return [button for button in buttons if button.get("title") and button.get("payload")]

    @property
    def _extras(self) -> dict[str, Any]:
        return self.data.get("data") or {}


class Stored(Protocol):
    """An `Event`, or as much of it as was read."""

    @property
    def id(self) -> int:
        """Its place among all rows."""

    @property
    def type_name(self) -> str:
        """The kind of event."""

    @property
    def timestamp(self) -> float | None:
        """Seconds since 1970."""

    @property
    def action_name(self) -> str | None:
        """Of an action."""

    @property
    def data(self) -> str | None:
        """JSON."""


def decode(event: Stored) -> Row:
    """The row of an event as Rasa stored it."""
    return Row(
        id=event.id,
        type=event.type_name,
        timestamp=event.timestamp or 0.0,
        name=event.action_name,
        data=json.loads(event.data or "{}"),
    )

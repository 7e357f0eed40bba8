"""What is said without the advisor: written into the record as it is, with no answer to it.

While a person of the support staff speaks with a firm, neither what that person says nor what the firm says is for the
advisor to answer. Both stand in Rasa's own table, because that is the one record of a conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

FIRM = "firm"
STAFF = "staff"
AUTHORS = (FIRM, STAFF)


@dataclass(frozen=True)
class Entry:
    """One message that nobody is to answer."""

    conversation_id: str
    message_id: str
    author: str
    """FIRM, or STAFF, which speaks in place of the advisor."""
    text: str
    buttons: list[dict[str, str]]
    custom: dict[str, Any]
    """What the message is, beside its words. For a firm's: to whom it is said."""

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Entry | None:
        """From the body of a request. None if it is none."""
        if body.get("author") not in AUTHORS or not isinstance(body.get("custom"), dict):
            return None
        buttons = body.get("buttons") or []
        return cls(
            body["conversation_id"], body["message_id"], body["author"], body["text"], buttons, dict(body["custom"])
        )


async def record(agent: Agent, entry: Entry, channel: str) -> None:
    """Add an entry to a conversation, after the turn that is under way in it. Twice is once."""
    async with agent.lock_store.lock(entry.conversation_id):
        tracker = await agent.tracker_store.get_or_create_tracker(entry.conversation_id)
        if not _holds(tracker, entry.message_id):
            tracker.update(_event(entry, channel))
            await agent.tracker_store.save(tracker)


def _holds(tracker: DialogueStateTracker, message_id: str) -> bool:
    return any(_id_of(event) == message_id for event in reversed(tracker.events))


def _id_of(event: Event) -> str | None:
    found: str | None = None
    if isinstance(event, UserUttered):
        found = event.message_id
    elif isinstance(event, BotUttered):
        found = event.metadata.get("message_id")
    return found


def _event(entry: Entry, channel: str) -> Event:
    if entry.author == FIRM:
        unread = {"text": entry.text, "intent": {"name": None, "confidence": 0.0}, "entities": []}
        return UserUttered(
            entry.text,
            parse_data=unread,
            input_channel=channel,
            message_id=entry.message_id,
            metadata=dict(entry.custom),
        )
    data = {"buttons": entry.buttons, "custom": entry.custom}
    return BotUttered(entry.text, data=data, metadata={"message_id": entry.message_id})

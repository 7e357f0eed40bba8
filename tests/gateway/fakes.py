"""A Rasa that answers as it is told and writes its rows into the database, as the real one does."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from advisor.gateway.rasa_client import RasaFailed, RasaUnavailable, Remark, Turn
from advisor.store.database import Database
from advisor.store.models import Event

Json = dict[str, Any]

GREETING: Json = {"text": "Hello, I am your advisor.", "custom": {"type": "greeting"}}


def bot(text: str, kind: str = "answer", buttons: dict[str, str] | None = None, **data: object) -> Json:
    """One message of the advisor, with buttons as title -> payload."""
    listed = [{"title": title, "payload": payload} for title, payload in (buttons or {}).items()]
    return {"text": text, "buttons": listed, "custom": {"type": kind, **data}}


def echo(turn: Turn) -> list[Json]:
    return [GREETING] if turn.text == "/start" else [bot(f"You said: {turn.text}")]


@dataclass
class FakeRasa:
    database: Database
    answer: Any = echo
    """Turn -> the advisor's messages."""
    profile: Json | None = None
    """Set by every turn, if not None."""
    up: bool = True
    actions_up: bool = True
    crashes: bool = False
    """Answers 500 and records nothing."""
    action_fails: bool = False
    """Records the turn and a first message, but the action server broke off."""
    line_breaks: bool = False
    """Records the turn, but the gateway never hears of it."""
    unready: bool = False
    """Takes the turn without a model: answers 200 and records nothing."""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Turns wait until it is set."""
    delivered: list[Turn] = field(default_factory=list)
    breaks_after: int | None = None
    """So many more remarks are recorded before Rasa is away."""
    intent: str = "inform"
    """What it takes each message for."""
    recorded: list[Remark] = field(default_factory=list)
    closed: bool = False
    at_once: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    async def deliver(self, turn: Turn) -> None:
        if not (self.up and self.actions_up):
            raise RasaUnavailable("is down")
        if self.crashes:
            raise RasaFailed("crashed")
        self.delivered.append(turn)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.gate.wait()
        if not self.unready:
            await self._record(turn)
        self.at_once -= 1
        if self.line_breaks:
            raise RasaUnavailable("line broke")

    async def record(self, remark: Remark) -> None:
        if not self.up or self.breaks_after == 0:
            raise RasaUnavailable("is down")
        if self.breaks_after is not None:
            self.breaks_after -= 1
        self.recorded.append(remark)
        await record(self.database, remark.conversation_id, [as_row(remark)])

    async def is_up(self) -> bool:
        return self.up

    async def actions_are_up(self) -> bool:
        return self.actions_up

    async def close(self) -> None:
        self.closed = True

    @property
    def heard(self) -> list[str]:
        return [turn.text for turn in self.delivered]

    async def _record(self, turn: Turn) -> None:
        said = self.answer(turn)
        if self.action_fails:
            rows = [self._user(turn), *bots(said[:1]), action("action_ask")]
        else:
            rows = [self._user(turn), action("action_ask"), *bots(said), *self._slots()]
        await record(self.database, turn.conversation_id, [*rows, action("action_listen")])

    def _user(self, turn: Turn) -> Json:
        row = user(turn.text, turn.message_id)
        row["parse_data"]["intent"]["name"] = self.intent
        return row

    def _slots(self) -> list[Json]:
        return [] if self.profile is None else [slot("profile", self.profile)]


def as_row(remark: Remark) -> Json:
    """As advisor.dialogue.record writes it."""
    if remark.author == "firm":
        return {
            "event": "user",
            "text": remark.text,
            "message_id": remark.message_id,
            "metadata": dict(remark.custom),
            "parse_data": {"intent": {"name": None, "confidence": 0.0}, "entities": []},
        }
    data = {"buttons": [dict(button) for button in remark.buttons], "custom": dict(remark.custom)}
    return {"event": "bot", "text": remark.text, "data": data, "metadata": {"message_id": remark.message_id}}


def user(text: str, message_id: str, confidence: float = 0.9) -> Json:
    intent = {"name": "inform", "confidence": confidence}
    return {"event": "user", "text": text, "message_id": message_id, "parse_data": {"intent": intent, "entities": []}}


def bots(said: list[Json]) -> list[Json]:
    return [
        {"event": "bot", "text": one["text"], "data": {key: value for key, value in one.items() if key != "text"}}
        for one in said
    ]


def action(name: str) -> Json:
    return {"event": "action", "name": name}


def slot(name: str, value: object) -> Json:
    return {"event": "slot", "name": name, "value": value}


_time = itertools.count(1_700_000_000)


def as_event(conversation_id: str, data: Json, moment: float | None = None) -> Event:
    """The row as rasa.core.tracker_store.SQLTrackerStore makes it."""
    timestamp = float(next(_time)) if moment is None else moment
    return Event(
        sender_id=conversation_id,
        type_name=data["event"],
        timestamp=timestamp,
        intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
        action_name=data.get("name"),
        data=json.dumps({**data, "timestamp": timestamp}),
    )


async def record(database: Database, conversation_id: str, rows: list[Json], since: float | None = None) -> None:
    """Write rows, half a minute apart from a moment on, or at moments that do not matter."""
    moments = [None if since is None else since + 30.0 * number for number in range(len(rows))]
    async with database.begin() as session:
        session.add_all([as_event(conversation_id, row, at) for row, at in zip(rows, moments, strict=True)])

"""One conversation as the staff read it: what was said, and what the advisor made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from advisor.core.masking import mask
from advisor.store.database import Database
from advisor.store.models import Event, Rating
from advisor.store.projection import PROFILE_SLOT
from advisor.store.rows import ACTION, BOT, SLOT, TO_PERSON, USER, Row, decode
from advisor.store.transcript import OPENING, PERSON

TURNS_A_PAGE = 40
BUTTONS_LOOKED_BACK = 20
"""Messages before a page whose buttons may have been tapped on it."""
MOST_PROFILES = 120
LISTENING = "action_listen"
Json = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """One answer that was taken from a message."""

    question: str
    option: str


@dataclass(frozen=True)
class Said:
    """One message, with what stands folded away beside it."""

    id: int
    author: str
    text: str
    at: float
    tapped: bool = False
    again: bool = False
    """Delivered once more because the first answer failed."""
    intent: str | None = None
    confidence: float | None = None
    runner_up: tuple[str, float] | None = None
    entities: Sequence[tuple[str, str]] = ()
    facts: Sequence[Fact] = ()
    kind: str | None = None
    """What the advisor's message is, as `advisor.core.messages` names it."""
    action: str | None = None
    policy: str | None = None
    buttons: Sequence[str] = ()
    data: Json = field(default_factory=dict)
    thumb: str | None = None
    words: str | None = None
    person: str | None = None
    """Of the staff: who says it, or to whom the firm says it."""

    def masked(self) -> Said:
        """Without personal data."""
        return replace(
            self,
            text=mask(self.text),
            entities=[(kind, mask(value)) for kind, value in self.entities],
            buttons=[mask(button) for button in self.buttons],
            words=None if self.words is None else mask(self.words),
        )


@dataclass(frozen=True)
class TranscriptPage:
    """Some turns of a conversation."""

    said: Sequence[Said]
    number: int
    """From 1."""
    pages: int


class Transcripts:
    """Reads conversations for the staff."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, conversation_id: str, number: int | None = None, at: int | None = None) -> TranscriptPage:
        """One page: by number, or the one with a message on it; else the last."""
        turns = await self._turns(conversation_id)
        starts = turns[::TURNS_A_PAGE] or [0]
        if at is not None:
            number = max(1, sum(start <= at for start in starts))
        number = min(max(number or len(starts), 1), len(starts))
        first = 0 if number == 1 else starts[number - 1]
        end = starts[number] if number < len(starts) else None
        reader = Reader(
            await self._titles_before(conversation_id, first), await self._profile_before(conversation_id, first)
        )
        said = reader.read(await self._rows(conversation_id, first, end))
        return TranscriptPage(_with_ratings(said, await self._ratings(conversation_id)), number, len(starts))

    async def whole(self, conversation_id: str) -> Sequence[Said]:
        """All that was said."""
        said = Reader({}, None).read(await self._rows(conversation_id, 0, None))
        return _with_ratings(said, await self._ratings(conversation_id))

    async def after(self, conversation_id: str, event_id: int) -> Sequence[Said]:
        """What was said after one message."""
        rows = await self._rows(conversation_id, event_id + 1, None)
        if not any(row.type in (USER, BOT) for row in rows):
            return []
        titles = await self._titles_before(conversation_id, event_id + 1)
        return Reader(titles, await self._profile_before(conversation_id, event_id + 1)).read(rows)

    async def latest_words(self, conversation_id: str, messages: int) -> Sequence[Said]:
        """What the firm wrote last, in words."""
        query = (
            select(Event)
            .where(Event.sender_id == conversation_id, Event.type_name == USER)
            .order_by(Event.id.desc())
            .limit(messages * 4)
        )
        async with self._database.session() as session:
            rows = [decode(event) for event in await session.scalars(query)]
        return [one for one in Reader({}, None).read(reversed(rows)) if not one.tapped][-messages:]

    async def message(self, conversation_id: str, event_id: int) -> Row | None:
        """A message of the firm in words."""
        query = select(Event).where(Event.sender_id == conversation_id, Event.id == event_id, Event.type_name == USER)
        async with self._database.session() as session:
            event = await session.scalar(query)
        row = None if event is None else decode(event)
        return None if row is None or row.text.startswith("/") else row

    async def rows(self, conversation_id: str) -> Sequence[Row]:
        """Everything that happened."""
        return await self._rows(conversation_id, 0, None)

    async def profiles(self, conversation_id: str) -> Sequence[Row]:
        """Values of the slot `profile`, all of them or enough to see how they moved."""
        set_then = (Event.sender_id == conversation_id, Event.type_name == SLOT, Event.action_name == PROFILE_SLOT)
        async with self._database.session() as session:
            ids = list(await session.scalars(select(Event.id).where(*set_then).order_by(Event.id)))
            # Each holds the whole profile: reading hundreds takes longer than all the rest.
            query = select(Event).where(Event.id.in_(evenly(ids, MOST_PROFILES))).order_by(Event.id)
            return [decode(event) for event in await session.scalars(query)]

    async def _turns(self, conversation_id: str) -> Sequence[int]:
        query = select(Event.id).where(Event.sender_id == conversation_id, Event.type_name == USER).order_by(Event.id)
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def _rows(self, conversation_id: str, first: int, end: int | None) -> Sequence[Row]:
        query = select(Event).where(Event.sender_id == conversation_id, Event.id >= first).order_by(Event.id)
        if end is not None:
            query = query.where(Event.id < end)
        async with self._database.session() as session:
            return [decode(event) for event in await session.scalars(query)]

    async def _titles_before(self, conversation_id: str, event_id: int) -> dict[str, str]:
        query = (
            select(Event)
            .where(Event.sender_id == conversation_id, Event.type_name == BOT, Event.id < event_id)
            .order_by(Event.id.desc())
            .limit(BUTTONS_LOOKED_BACK)
        )
        async with self._database.session() as session:
            rows = [decode(event) for event in await session.scalars(query)]
        return {button["payload"]: button["title"] for row in reversed(rows) for button in row.buttons}

    async def _profile_before(self, conversation_id: str, event_id: int) -> Json | None:
        query = (
            select(Event)
            .where(Event.sender_id == conversation_id, Event.type_name == SLOT)
            .where(Event.action_name == PROFILE_SLOT, Event.id < event_id)
            .order_by(Event.id.desc())
            .limit(1)
        )
        async with self._database.session() as session:
            event = await session.scalar(query)
        return None if event is None else decode(event).data.get("value")

    async def _ratings(self, conversation_id: str) -> dict[int, Rating]:
        query = select(Rating).where(Rating.conversation_id == conversation_id)
        async with self._database.session() as session:
            return {rating.event_id: rating for rating in await session.scalars(query)}


def evenly(values: Sequence[Any], most: int) -> Sequence[Any]:
    """No more than so many of some values, evenly spread, the first and the last among them.

    >>> evenly([1, 2, 3, 4, 5], 3)
    [1, 3, 5]
    """
    if len(values) <= most:
        return values
    step = (len(values) - 1) / (most - 1)
    return [values[round(number * step)] for number in range(most)]


class Reader:
    """Makes messages of rows."""

    def __init__(self, titles: Mapping[str, str], profile: Json | None) -> None:
        self._titles = dict(titles)
        self._answers = _answers(profile)
        self._action: Row | None = None
        self._seen: set[str] = set()
        self._said: list[Said] = []

    def read(self, rows: Iterable[Row]) -> list[Said]:
        """The messages in the order in which they were said."""
        for row in rows:
            if row.type == USER and row.text != OPENING:
                self._said.append(self._of_firm(row))
            elif row.type == BOT and (row.text or row.buttons or row.custom):
                self._said.append(self._of_advisor(row))
            elif row.type == ACTION and row.name != LISTENING:
                self._action = row
            elif row.type == SLOT and row.name == PROFILE_SLOT:
                self._take_facts(row.data.get("value"))
        return self._said

    def _of_firm(self, row: Row) -> Said:
        parsed = row.data.get("parse_data") or {}
        again = row.message_id in self._seen
        self._seen.add(row.message_id or "")
        return Said(
            row.id,
            "firm",
            self._titles.get(row.text, row.text),
            row.timestamp,
            tapped=row.text.startswith("/"),
            again=again,
            intent=row.intent,
            confidence=row.confidence,
            runner_up=_runner_up(parsed, row.intent),
            entities=[(str(one.get("entity")), str(one.get("value"))) for one in parsed.get("entities") or ()],
            person=str(row.data["metadata"][TO_PERSON]) if row.is_for_person else None,
        )

    def _of_advisor(self, row: Row) -> Said:
        self._titles.update({button["payload"]: button["title"] for button in row.buttons})
        if row.custom.get("type") == PERSON:
            return Said(row.id, PERSON, row.text, row.timestamp, kind=PERSON, person=str(row.custom.get("name")))
        return Said(
            row.id,
            "advisor",
            row.text,
            row.timestamp,
            kind=row.custom.get("type"),
            action=self._action.name if self._action else None,
            policy=str(self._action.data.get("policy") or "") or None if self._action else None,
            buttons=[button["title"] for button in row.buttons],
            data=row.custom,
        )

    def _take_facts(self, profile: object) -> None:
        answers = _answers(profile)
        fresh = [
            Fact(question, option) for question, option in answers.items() if self._answers.get(question) != option
        ]
        self._answers = answers
        for place in range(len(self._said) - 1, -1, -1):
            if self._said[place].author == "firm":
                self._said[place] = replace(self._said[place], facts=[*self._said[place].facts, *fresh])
                return


def _answers(profile: object) -> dict[str, str]:
    answers = profile.get("answers") if isinstance(profile, dict) else None
    return {question: str(given.get("option")) for question, given in (answers or {}).items()}


def _runner_up(parsed: Mapping[str, Any], intent: str | None) -> tuple[str, float] | None:
    ranking = parsed.get("intent_ranking") or ()
    return next(((one["name"], one["confidence"]) for one in ranking if one.get("name") != intent), None)


def _with_ratings(said: Sequence[Said], ratings: Mapping[int, Rating]) -> Sequence[Said]:
    return [
        replace(one, thumb=ratings[one.id].thumb, words=ratings[one.id].words) if one.id in ratings else one
        for one in said
    ]

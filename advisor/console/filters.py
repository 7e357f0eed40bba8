"""What a list of conversations is narrowed to, as it stands in the address bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, String, cast, column, exists, func, literal_column, select, table
from sqlalchemy.orm import aliased

from advisor.store.console_models import Review, Tag
from advisor.store.models import Conversation, Event, Rating
from advisor.store.projection import ASKED_FOR_PERSON
from advisor.store.reviews import STATUSES

LONGEST = 200
"""Of one filter: more is no search."""
NEWEST_MATCHES = 2_000
"""Full-text search looks at so many of the newest messages that match, which keeps common words quick."""
LookedAt = aliased(Review)
"""Lists join the review itself, so the filters name it otherwise."""


@dataclass(frozen=True)
class Filters:
    """Empty means all."""

    q: str = ""
    channel: str = ""
    country: str = ""
    stage: str = ""
    sure: str = ""
    """At least so many percent."""
    unsure: str = ""
    """Lowest confidence below so many percent."""
    turns: str = ""
    """At least."""
    missed: str = ""
    """Times not understood, at least."""
    rating: str = ""
    person: str = ""
    status: str = ""
    flagged: str = ""
    assignee: str = ""
    tag: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> Self:
        """From the address. What cannot be meant is left out."""
        given = {field.name: _printable(str(query.get(field.name, "")))[:LONGEST] for field in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value and CHECKS.get(name, _any)(value)})

    @property
    def query(self) -> str:
        """As it stands in the address bar."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def given(self) -> dict[str, str]:
        """What is set, but for the words searched for."""
        return {name: value for name, value in asdict(self).items() if value and name != "q"}

    def without(self, name: str) -> Filters:
        """All but one."""
        return replace(self, **{name: ""})

    def conditions(self, dialect: str) -> list[ColumnElement[bool]]:
        """What rows must meet."""
        found = [CONDITIONS[name](value) for name, value in self.given.items()]
        return [*found, Conversation.id.in_(_said(self.q, dialect))] if self.q else found


def _said(words: str, dialect: str) -> Select[str]:
    """Conversations in which something was said."""
    newest = _matches_sqlite(words) if dialect == "sqlite" else _matches_postgresql(words)
    return select(newest.subquery().c.sender_id)


def _matches_sqlite(words: str) -> Select[str]:
    said = table("said", column("rowid"))
    matches = (
        select(said.c.rowid.label("id"))
        .where(literal_column("said").op("MATCH")(match_words(words)))
        .order_by(said.c.rowid.desc())
        .limit(NEWEST_MATCHES)
        .subquery()
    )
    return select(Event.sender_id).join(matches, matches.c.id == Event.id)


def _matches_postgresql(words: str) -> Select[str]:
    said = table("said", column("id"), column("sender_id"), column("words"))
    return (
        select(said.c.sender_id)
        .where(said.c.words.op("@@")(_wanted(words)))
        .order_by(said.c.id.desc())
        .limit(NEWEST_MATCHES)
    )


def _wanted(words: str) -> ColumnElement[Any]:
    """As PostgreSQL takes them: all must occur, the last may be a beginning, and quotes hold a phrase together."""
    simple: ColumnElement[Any] = literal_column("'simple'::regconfig")
    before, _, last = words.rstrip().rpartition(" ")
    if words.count('"') % 2 or last.endswith('"'):
        return func.websearch_to_tsquery(simple, words)
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    beginning = func.to_tsquery(simple, f"'{quoted}':*")
    return func.websearch_to_tsquery(simple, before).op("&&")(beginning) if before else beginning


def match_words(words: str) -> str:
    """Words as FTS5 takes them: all must occur, the last may be a beginning, and quotes hold a phrase together.

    >>> match_words('customs "letter of credit" pap')
    '"customs" "letter of credit" "pap"*'
    """
    parts: list[str] = []
    for number, piece in enumerate(words.split('"')):
        parts.extend([piece.strip()] if number % 2 and piece.strip() else piece.split() if not number % 2 else [])
    quoted = [f'"{part}"' for part in parts if any(character.isalnum() for character in part)]
    if not quoted:
        return '""'
    return " ".join(quoted) + ("*" if not words.rstrip().endswith('"') else "")


def _day(value: str) -> float:
    return datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC).timestamp()


def _printable(value: str) -> str:
    return "".join(character for character in value if character.isprintable()).strip()


def _any(_: str) -> bool:
    return True


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 7


def _is_day(value: str) -> bool:
    try:
        return (
            date.min < date.fromisoformat(value) < date.max - timedelta(days=1)
            and date.fromisoformat(value).year > 1970
        )
    except ValueError:
        return False


def _one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "sure": _is_number,
    "unsure": _is_number,
    "turns": _is_number,
    "missed": _is_number,
    "since": _is_day,
    "until": _is_day,
    "rating": _one_of("up", "down"),
    "person": _one_of("yes"),
    "flagged": _one_of("yes"),
    "status": _one_of(*STATUSES),
}


def _status(value: str) -> ColumnElement[bool]:
    if value != "new":
        return _review(LookedAt.status == value)
    begun = exists().where(LookedAt.conversation_id == Conversation.id, LookedAt.status != "new")
    return ~begun


def _review(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    # Few conversations were reviewed: they are looked up, instead of looking at each conversation.
    return Conversation.id.in_(select(LookedAt.conversation_id).where(condition))


CONDITIONS: Mapping[str, Callable[[str], ColumnElement[bool]]] = {
    "channel": lambda value: Conversation.channel == value,
    "country": lambda value: Conversation.country == value.upper(),
    "stage": lambda value: Conversation.stage == value,
    "sure": lambda value: Conversation.certainty >= int(value) / 100,
    "unsure": lambda value: Conversation.lowest_confidence < int(value) / 100,
    "turns": lambda value: Conversation.turns >= int(value),
    "missed": lambda value: Conversation.not_understood >= int(value),
    "rating": lambda value: Conversation.id.in_(select(Rating.conversation_id).where(Rating.thumb == value)),
    "person": lambda _: cast(Conversation.flags, String).contains(f'"{ASKED_FOR_PERSON}"'),
    "status": _status,
    "flagged": lambda _: _review(LookedAt.flagged.is_(True)),
    "assignee": lambda value: _review(LookedAt.assignee == value),
    "tag": lambda value: Conversation.id.in_(select(Tag.conversation_id).where(Tag.tag == value)),
    "since": lambda value: Conversation.last_activity >= _day(value),
    "until": lambda value: Conversation.last_activity < _day(value) + 24 * 3600,
}

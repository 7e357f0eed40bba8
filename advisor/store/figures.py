"""What the console counts: figures of each day and each month, so that no page counts conversations one by one.

The database notes each day that something was changed of (migration 0006); such days are counted anew. `begins` is the
number of the day since 1970, or of the month since the year 0.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from advisor.store.database import Database
from advisor.store.models import Conversation, Figure, FigureDue, Rating, TurnTime

DAY, MONTH = "day", "month"
SECONDS = 24 * 3600
EPOCH = date(1970, 1, 1)
ONE_AT_A_TIME = 7_401_118
"""Under which PostgreSQL lets one process count at once. SQLite lets one write at once anyway."""


class Kind(StrEnum):
    """What a figure counts. A conversation counts on the day on which it began, an answer on its own."""

    COUNTS = "counts"
    """By what is counted: conversations, completed, turns, not_understood."""
    REACHED = "reached"
    """Conversations by how far the firm got."""
    DROPPED = "dropped"
    """Conversations that got no further than a question, by the question."""
    QUESTIONS = "questions"
    """Conversations that got to the verdict, by questions asked until then."""
    STAGES = "stages"
    """Conversations by country and stage."""
    HELD_BACK = "held_back"
    """Conversations by constraint and stage."""
    RATINGS = "ratings"
    """Messages by thumb."""
    WAITED = "waited"
    """Answers by milliseconds, to two digits."""
    WITHIN = "within"
    """Of one day: answers, and the milliseconds within which parts of them came. Channel "" stands for all."""


ADDED_UP = tuple(kind for kind in Kind if kind is not Kind.WITHIN)
"""A part of the answers of a month does not follow from those of its days."""
Key = tuple[Kind, str, str, str]
"""Kind, channel, name, part."""
PARTS = {"p50": 0.5, "p95": 0.95}


class FigureStore:
    """Counts what was changed, and gives sums."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._is_postgresql = database.engine.dialect.name == "postgresql"
        self._now = now
        self._passing = asyncio.Lock()
        self.counted_at = 0.0
        """All that was changed until then is counted."""

    async def catch_up(self, older_than: float = 0.0) -> None:
        """Count all days that are due, if that was not done in the last so many seconds."""
        async with self._passing:
            began = self._now()
            if began - self.counted_at < older_than:
                return
            async with self._database.session() as session:
                due = list(await session.scalars(select(FigureDue.day).distinct().order_by(FigureDue.day.desc())))
            for day in due:
                await self._count(day)
            self.counted_at = began

    async def sums(self, since: int | None, channel: str) -> Sequence[Row[tuple[str, str, str, int]]]:
        """Kind, name, part and number, over all days from one on."""
        by = (Figure.kind, Figure.name, Figure.part)
        return await self._sums(by, [*_span(since), *_of(channel), Figure.kind.in_(ADDED_UP)])

    async def by_channel(self, since: int | None, channel: str) -> Sequence[Row[tuple[str, str, str, int]]]:
        """Kind, channel, name and number of what is told for each channel."""
        by = (Figure.kind, Figure.channel, Figure.name)
        return await self._sums(by, [*_span(since), *_of(channel), Figure.kind.in_((Kind.COUNTS, Kind.WAITED))])

    async def by_day(self, since: int, channel: str) -> Sequence[Row[tuple[str, int, str, int]]]:
        """Kind, day, name and number of what is told for each day."""
        by = (Figure.kind, Figure.begins, Figure.name)
        days = [Figure.unit == DAY, Figure.begins >= since]
        counts = await self._sums(by, [*days, Figure.kind == Kind.COUNTS, *_of(channel)])
        return [*counts, *await self._sums(by, [*days, Figure.kind == Kind.WITHIN, Figure.channel == channel])]

    async def _sums(self, by: Sequence[Any], where: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
        query = select(*by, func.sum(Figure.number)).where(*where).group_by(*by)
        async with self._database.session() as session:
            return (await session.execute(query)).all()

    async def _count(self, day: int) -> None:
        async with self._database.begin() as session:
            if self._is_postgresql:
                await session.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            # What is noted from here on is counted the next time, even if the count below sees it already.
            await session.execute(delete(FigureDue).where(FigureDue.day == day))
            counted = await _counted(session, day)
            await _replace(session, DAY, day)
            if counted:
                await session.execute(insert(Figure), [_figure(day, key, number) for key, number in counted.items()])
            month = month_of(day)
            await _replace(session, MONTH, month)
            await session.execute(_month_from_days(month))


def day_of(timestamp: float) -> int:
    """The day of a moment, in UTC.

    >>> day_of(86_400.5)
    1
    """
    return int(timestamp // SECONDS)


def date_of(day: int) -> date:
    """The date of a day.

    >>> date_of(1).isoformat()
    '1970-01-02'
    """
    return EPOCH + timedelta(days=day)


def month_of(day: int) -> int:
    """The month of a day.

    >>> month_of(31) - month_of(30)
    1
    """
    on = date_of(day)
    return on.year * 12 + on.month - 1


def first_day(month: int) -> int:
    """The first day of a month.

    >>> date_of(first_day(month_of(20_000))).isoformat()
    '2024-10-01'
    """
    return (date(month // 12, month % 12 + 1, 1) - EPOCH).days


def two_digits(ms: int) -> int:
    """A time to two digits, which keeps it within 5 %.

    >>> [two_digits(ms) for ms in (7, 42, 1234, 98_765)]
    [7, 42, 1200, 99000]
    """
    return int(float(f"{ms:.1e}"))


def percentile(counts: Mapping[str, int], part: float) -> int | None:
    """The milliseconds that this part of the answers did not exceed, from answers by milliseconds.

    >>> percentile({"40": 18, "300": 2}, 0.5), percentile({"40": 18, "300": 2}, 0.95)
    (40, 300)
    """
    left = part * sum(counts.values())
    for ms in sorted(counts, key=int):
        left -= counts[ms]
        if left <= 0:
            return int(ms)
    return None


async def _counted(session: AsyncSession, day: int) -> Counter[Key]:
    """All figures of one day."""
    counted: Counter[Key] = Counter()
    begins, ends = day * SECONDS, (day + 1) * SECONDS
    began_then = (Conversation.created_at >= begins, Conversation.created_at < ends, Conversation.turns > 0)
    for conversation in (await session.execute(select(*_COLUMNS).where(*began_then))).all():
        counted.update(dict(_of_conversation(conversation)))
    ratings = (
        select(Conversation.channel, Rating.thumb, func.count())
        .join(Rating, Rating.conversation_id == Conversation.id)
        .where(*began_then)
        .group_by(Conversation.channel, Rating.thumb)
    )
    for channel, thumb, number in (await session.execute(ratings)).all():
        counted[Kind.RATINGS, channel, thumb, ""] += number
    times = select(TurnTime.channel, TurnTime.ms).where(TurnTime.at >= begins, TurnTime.at < ends)
    counted.update(_of_answers((await session.execute(times)).all()))
    return counted


def _of_answers(times: Iterable[Any]) -> Counter[Key]:
    """What the answers of one day add."""
    counted: Counter[Key] = Counter()
    waited: dict[str, Counter[str]] = defaultdict(Counter)
    for channel, ms in times:
        counted[Kind.WAITED, channel, str(two_digits(ms)), ""] += 1
        waited[channel][str(ms)] += 1
        waited[""][str(ms)] += 1
    for channel, counts in waited.items():
        counted[Kind.WITHIN, channel, "answers", ""] = counts.total()
        for name, part in PARTS.items():
            counted[Kind.WITHIN, channel, name, ""] = percentile(counts, part) or 0
    return counted


_COLUMNS: tuple[Any, ...] = (
    *(Conversation.channel, Conversation.country, Conversation.stage, Conversation.reached),
    *(Conversation.last_question, Conversation.questions, Conversation.held_back_by),
    *(Conversation.turns, Conversation.not_understood),
)


def _of_conversation(row: Row[Any]) -> Iterator[tuple[Key, int]]:
    """What one conversation adds."""
    channel, reached = row.channel, row.reached or ""
    counts = {
        "conversations": 1,
        "completed": reached == "plan",
        "turns": row.turns,
        "not_understood": row.not_understood,
    }
    yield from (((Kind.COUNTS, channel, name, ""), int(number)) for name, number in counts.items() if number)
    yield (Kind.REACHED, channel, reached, ""), 1
    if reached == "question":
        yield (Kind.DROPPED, channel, row.last_question or "", ""), 1
    elif reached:
        yield (Kind.QUESTIONS, channel, str(row.questions), ""), 1
    if row.stage:
        yield (Kind.STAGES, channel, row.country or "", row.stage), 1
    if row.stage and row.held_back_by:
        yield (Kind.HELD_BACK, channel, row.held_back_by, row.stage), 1


def _figure(day: int, key: Key, number: int) -> dict[str, object]:
    kind, channel, name, part = key
    return {
        "unit": DAY,
        "begins": day,
        "kind": kind.value,
        "channel": channel,
        "name": name,
        "part": part,
        "number": number,
    }


async def _replace(session: AsyncSession, unit: str, begins: int) -> None:
    old = (Figure.unit == unit, Figure.kind.in_(tuple(Kind)), Figure.begins == begins)
    await session.execute(delete(Figure).where(*old))


def _month_from_days(month: int) -> Any:  # noqa: ANN401 - an INSERT
    by = (Figure.kind, Figure.channel, Figure.name, Figure.part)
    sums = (
        select(literal(MONTH), literal(month), *by, func.sum(Figure.number))
        .where(Figure.unit == DAY, Figure.begins >= first_day(month), Figure.begins < first_day(month + 1))
        .where(Figure.kind.in_(ADDED_UP))
        .group_by(*by)
    )
    return insert(Figure).from_select(["unit", "begins", "kind", "channel", "name", "part", "number"], sums)


def _span(since: int | None) -> list[ColumnElement[bool]]:
    """Whole months, and the days before the first whole one."""
    if since is None:
        return [Figure.unit == MONTH]
    month = month_of(since) + (since != first_day(month_of(since)))
    whole = (Figure.unit == MONTH) & (Figure.begins >= month)
    edge = (Figure.unit == DAY) & (Figure.begins >= since) & (Figure.begins < first_day(month))
    return [whole | edge]


def _of(channel: str) -> list[ColumnElement[bool]]:
    return [Figure.channel == channel] if channel else []

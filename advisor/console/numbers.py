"""Figures over many conversations. Each table is also a chart and a CSV."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Integer, cast, func, select

from advisor.knowledge.schema import Knowledge, StageId
from advisor.store.database import Database
from advisor.store.models import Conversation, Rating
from advisor.store.projection import STATIONS

DAY = 24 * 3600
KEPT_SECONDS = 60.0
"""Figures are this old at most; counting everything takes a moment."""
MOST_ROWS = 30
PERIODS = ("7", "30", "90", "365")
STAGES = tuple(stage.value for stage in StageId)
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """Some figures. The first column names the row; `charted` are drawn."""

    id: str
    columns: Sequence[str]
    rows: Sequence[Row]
    charted: Sequence[str] = ()


@dataclass(frozen=True)
class Span:
    """What is counted."""

    days: str = "30"
    channel: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> Self:
        """From the address; what cannot be meant is left out."""
        days = str(query.get("days", ""))
        return cls(days if days in (*PERIODS, "all") else "30", str(query.get("channel", ""))[:32])


@dataclass(frozen=True)
class Figures:
    """All tables, and when they were counted."""

    tables: Sequence[Table]
    totals: Mapping[str, float]
    counted_at: float


@dataclass
class Numbers:
    """Counts."""

    database: Database
    knowledge: Knowledge
    now: Callable[[], float] = time.time
    _kept: dict[Span, Figures] = field(default_factory=dict)

    async def of(self, span: Span) -> Figures:
        """The figures of a span, counted now or a moment ago."""
        kept = self._kept.get(span)
        if kept is None or self.now() > kept.counted_at + KEPT_SECONDS:
            self._kept = {key: one for key, one in self._kept.items() if self.now() <= one.counted_at + KEPT_SECONDS}
            kept = self._kept[span] = await self._count(span)
        return kept

    async def _count(self, span: Span) -> Figures:
        where = self._where(span)
        tables = [
            await self._days(where),
            await self._channels(where),
            await self._reached(where),
            await self._dropped(where),
            await self._questions(where),
            *await self._stages(where),
            await self._constraints(where),
            await self._ratings(where),
        ]
        return Figures(tables, await self._totals(where), self.now())

    def _where(self, span: Span) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Conversation.turns > 0]
        if span.days != "all":
            found.append(Conversation.created_at >= self.now() - int(span.days) * DAY)
        if span.channel:
            found.append(Conversation.channel == span.channel)
        return found

    async def _rows(self, *columns: Any, where: list[ColumnElement[bool]], by: Sequence[Any]) -> Sequence[Any]:  # noqa: ANN401
        async with self.database.session() as session:
            return (await session.execute(select(*columns).where(*where).group_by(*by))).all()

    async def _totals(self, where: list[ColumnElement[bool]]) -> dict[str, float]:
        async with self.database.session() as session:
            row = (
                await session.execute(
                    select(
                        func.count(),
                        func.coalesce(func.sum(Conversation.turns), 0),
                        func.coalesce(func.sum(Conversation.not_understood), 0),
                        func.coalesce(func.sum(cast(Conversation.reached == "plan", Integer)), 0),
                    ).where(*where)
                )
            ).one()
        count, turns, missed, done = (int(value) for value in row)
        return {
            "conversations": count,
            "turns": turns,
            "not_understood": missed / turns if turns else 0.0,
            "completed": done / count if count else 0.0,
        }

    async def _days(self, where: list[ColumnElement[bool]]) -> Table:
        day = cast(func.floor(Conversation.created_at / DAY), Integer)
        if self.database.engine.dialect.name == "sqlite":
            day = cast(Conversation.created_at / DAY, Integer)
        found = await self._rows(day, func.count(), _completed(), _missed(), where=where, by=[day])
        rows = [
            {"day": _date(number), "conversations": count, "completed": done, "not_understood": missed}
            for number, count, done, missed in sorted(found, reverse=True)
        ]
        return Table("days", ("day", "conversations", "completed", "not_understood"), rows, ("conversations",))

    async def _channels(self, where: list[ColumnElement[bool]]) -> Table:
        found = await self._rows(
            Conversation.channel, func.count(), _completed(), _missed(), where=where, by=[Conversation.channel]
        )
        rows = [
            {"channel": channel, "conversations": count, "completed": done, "not_understood": missed}
            for channel, count, done, missed in found
        ]
        return Table("channels", ("channel", "conversations", "completed", "not_understood"), rows, ("conversations",))

    async def _reached(self, where: list[ColumnElement[bool]]) -> Table:
        found = dict(await self._rows(Conversation.reached, func.count(), where=where, by=[Conversation.reached]))
        left, rows = sum(found.values()), [{"station": "opened", "conversations": sum(found.values())}]
        for before, station in zip((None, *STATIONS), STATIONS, strict=False):
            left -= found.get(before, 0)
            rows.append({"station": station, "conversations": left})
        return Table("reached", ("station", "conversations"), rows, ("conversations",))

    async def _dropped(self, where: list[ColumnElement[bool]]) -> Table:
        stopped = [*where, Conversation.reached == "question"]
        found = await self._rows(
            Conversation.last_question, func.count(), where=stopped, by=[Conversation.last_question]
        )
        rows = [{"question": name or "", "conversations": count} for name, count in _most(found)]
        return Table("dropped", ("question", "conversations"), rows, ("conversations",))

    async def _questions(self, where: list[ColumnElement[bool]]) -> Table:
        judged = [*where, Conversation.reached.in_(("assessment", "plan"))]
        found = await self._rows(Conversation.questions, func.count(), where=judged, by=[Conversation.questions])
        rows = [{"questions": number, "conversations": count} for number, count in sorted(found)]
        return Table("questions", ("questions", "conversations"), rows, ("conversations",))

    async def _stages(self, where: list[ColumnElement[bool]]) -> Sequence[Table]:
        found = await self._rows(
            Conversation.country,
            Conversation.stage,
            func.count(),
            where=[*where, Conversation.stage.is_not(None)],
            by=[Conversation.country, Conversation.stage],
        )
        countries: dict[str, Counter[str]] = defaultdict(Counter)
        incomes: dict[str, Counter[str]] = defaultdict(Counter)
        for code, stage, count in found:
            country = self.knowledge.countries.get(code or "")
            countries[country.name if country else code or ""][stage] += count
            incomes[country.income.value if country else ""][stage] += count
        return [_by_stage("stages_by_country", "country", countries), _by_stage("stages_by_income", "income", incomes)]

    async def _constraints(self, where: list[ColumnElement[bool]]) -> Table:
        found = await self._rows(
            Conversation.held_back_by,
            Conversation.stage,
            func.count(),
            where=[*where, Conversation.held_back_by.is_not(None), Conversation.stage.is_not(None)],
            by=[Conversation.held_back_by, Conversation.stage],
        )
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for key, stage, count in found:
            constraint = self.knowledge.constraints.get(key)
            counted[constraint.name if constraint else key][stage] += count
        return _by_stage("constraints_by_stage", "constraint", counted)

    async def _ratings(self, where: list[ColumnElement[bool]]) -> Table:
        query = (
            select(Rating.thumb, func.count())
            .join(Conversation, Conversation.id == Rating.conversation_id)
            .where(*where)
            .group_by(Rating.thumb)
        )
        async with self.database.session() as session:
            rows = [{"rating": thumb, "messages": count} for thumb, count in (await session.execute(query)).all()]
        return Table("ratings", ("rating", "messages"), rows, ("messages",))


def _completed() -> ColumnElement[int]:
    return func.coalesce(func.sum(cast(Conversation.reached == "plan", Integer)), 0)


def _missed() -> ColumnElement[int]:
    return func.coalesce(func.sum(Conversation.not_understood), 0)


def _date(number: int) -> str:
    day: date = datetime.fromtimestamp(number * DAY, tz=UTC).date()
    return day.isoformat()


def _most(found: Sequence[Any]) -> Sequence[Any]:
    return sorted(found, key=lambda row: row[-1], reverse=True)[:MOST_ROWS]


def _by_stage(table: str, column: str, counted: Mapping[str, Counter[str]]) -> Table:
    largest = sorted(counted.items(), key=lambda item: item[1].total(), reverse=True)[:MOST_ROWS]
    rows = [{column: name, **{stage: counts[stage] for stage in STAGES}} for name, counts in largest]
    return Table(table, (column, *STAGES), rows, STAGES)

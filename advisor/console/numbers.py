"""Figures over many conversations. Each table is also a chart and a CSV."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from advisor.knowledge.schema import Knowledge, StageId
from advisor.store.figures import PARTS, FigureStore, Kind, date_of, day_of, percentile
from advisor.store.projection import STATIONS

STALE_SECONDS = 60.0
"""Who asks for figures does not wait for them to be counted, unless nobody did for so long."""
MOST_ROWS = 30
MOST_DAYS = 366
PERIODS = ("7", "30", "90", "365")
STAGES = tuple(stage.value for stage in StageId)
COUNTS = ("conversations", "completed", "not_understood")
WAITS = ("answers", *PARTS)
Row = dict[str, Any]
Counts = Mapping[str, int]


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

    def since(self, today: int) -> int | None:
        """The first day of it; none if all are."""
        return None if self.days == "all" else today - int(self.days) + 1


@dataclass(frozen=True)
class Figures:
    """All tables, and up to when all is counted."""

    tables: Sequence[Table]
    totals: Mapping[str, float | None]
    counted_at: float


@dataclass(frozen=True)
class Numbers:
    """Tables of what was counted."""

    store: FigureStore
    knowledge: Knowledge
    now: Callable[[], float] = time.time

    async def of(self, span: Span) -> Figures:
        """The figures of a span."""
        await self.store.catch_up(older_than=STALE_SECONDS)
        today = day_of(self.now())
        since = span.since(today)
        counted = _by_kind(await self.store.sums(since, span.channel))
        days = _grouped(await self.store.by_day(max(since or 0, today - MOST_DAYS + 1), span.channel))
        channels = _grouped(await self.store.by_channel(since, span.channel))
        reached = _by_name(counted[Kind.REACHED])
        tables = [
            _counts("days", "day", {date_of(day).isoformat(): counts for day, counts in _newest(days[Kind.COUNTS])}),
            _counts("channels", "channel", channels[Kind.COUNTS]),
            _reached(reached),
            _most("dropped", "question", _by_name(counted[Kind.DROPPED])),
            _questions(_by_name(counted[Kind.QUESTIONS])),
            *self._stages(counted[Kind.STAGES]),
            self._constraints(counted[Kind.HELD_BACK]),
            _most("ratings", "rating", _by_name(counted[Kind.RATINGS]), "messages"),
            _waits("answers_by_day", "day", {date_of(day).isoformat(): w for day, w in _newest(days[Kind.WITHIN])}),
            _waits("answers_by_channel", "channel", {name: _within(w) for name, w in channels[Kind.WAITED].items()}),
        ]
        totals = _totals(_by_name(counted[Kind.COUNTS]), _by_name(counted[Kind.WAITED]))
        return Figures(tables, totals, self.store.counted_at)

    def _stages(self, found: Iterable[tuple[str, str, int]]) -> Sequence[Table]:
        countries: dict[str, Counter[str]] = defaultdict(Counter)
        incomes: dict[str, Counter[str]] = defaultdict(Counter)
        for code, stage, number in found:
            country = self.knowledge.countries.get(code)
            countries[country.name if country else code][stage] += number
            incomes[country.income.value if country else ""][stage] += number
        return [_by_stage("stages_by_country", "country", countries), _by_stage("stages_by_income", "income", incomes)]

    def _constraints(self, found: Iterable[tuple[str, str, int]]) -> Table:
        constraints: dict[str, Counter[str]] = defaultdict(Counter)
        for key, stage, number in found:
            constraint = self.knowledge.constraints.get(key)
            constraints[constraint.name if constraint else key][stage] += number
        return _by_stage("constraints_by_stage", "constraint", constraints)


def _by_kind(found: Iterable[Any]) -> Mapping[str, list[tuple[str, str, int]]]:
    kinds: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for kind, name, part, number in found:
        kinds[kind].append((name, part, number))
    return kinds


def _by_name(found: Iterable[tuple[str, str, int]]) -> Counter[str]:
    return Counter({name: number for name, _, number in found})


def _grouped(found: Iterable[Any]) -> Mapping[str, dict[Any, Counter[str]]]:
    """Kind -> day or channel -> name -> number."""
    groups: dict[str, dict[Any, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for kind, group, name, number in found:
        groups[kind][group][name] = number
    return groups


def _newest(days: Mapping[int, Counter[str]]) -> Iterable[tuple[int, Counter[str]]]:
    return sorted(days.items(), reverse=True)


def _totals(counts: Counts, waited: Counts) -> dict[str, float | None]:
    conversations, turns = counts.get("conversations", 0), counts.get("turns", 0)
    return {
        "conversations": conversations,
        "turns": turns,
        "not_understood": counts.get("not_understood", 0) / turns if turns else 0.0,
        "completed": counts.get("completed", 0) / conversations if conversations else 0.0,
        **{name: percentile(waited, part) for name, part in PARTS.items()},
    }


def _counts(table: str, column: str, groups: Mapping[str, Counter[str]]) -> Table:
    rows = [{column: group, **{name: counts[name] for name in COUNTS}} for group, counts in groups.items()]
    return Table(table, (column, *COUNTS), rows, ("conversations",))


def _within(waited: Counts) -> dict[str, int]:
    """Answers, and within how many milliseconds parts of them came."""
    return {"answers": sum(waited.values()), **{name: percentile(waited, part) or 0 for name, part in PARTS.items()}}


def _waits(table: str, column: str, groups: Mapping[str, Counts]) -> Table:
    rows = [{column: group, **{name: within.get(name) for name in WAITS}} for group, within in groups.items()]
    return Table(table, (column, *WAITS), rows, ("p95",))


def _reached(found: Counter[str]) -> Table:
    left = found.total()
    rows = [{"station": "opened", "conversations": left}] if left else []
    for before, station in zip(("", *STATIONS), STATIONS, strict=False):
        left -= found[before]
        rows += [{"station": station, "conversations": left}] if rows else []
    return Table("reached", ("station", "conversations"), rows, ("conversations",))


def _most(table: str, column: str, found: Counter[str], counted: str = "conversations") -> Table:
    rows = [{column: name, counted: number} for name, number in found.most_common(MOST_ROWS)]
    return Table(table, (column, counted), rows, (counted,))


def _questions(found: Counter[str]) -> Table:
    rows = [{"questions": int(name), "conversations": found[name]} for name in sorted(found, key=int)]
    return Table("questions", ("questions", "conversations"), rows, ("conversations",))


def _by_stage(table: str, column: str, counted: Mapping[str, Counter[str]]) -> Table:
    largest = sorted(counted.items(), key=lambda item: item[1].total(), reverse=True)[:MOST_ROWS]
    rows = [{column: name, **{stage: counts[stage] for stage in STAGES}} for name, counts in largest]
    return Table(table, (column, *STAGES), rows, STAGES)

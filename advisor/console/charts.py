"""Where the lines and bars of a chart stand. The templates draw them as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.console.movement import Point
from advisor.knowledge.schema import StageId

WIDTH, HEIGHT = 320, 120
LEFT, TOP, BOTTOM = 28, 8, 18


@dataclass(frozen=True)
class Line:
    """One line of a chart."""

    name: str
    points: str
    """As SVG's polyline takes them."""
    end: tuple[float, float]


def lines(points: Sequence[Point]) -> Sequence[Line]:
    """A line for each stage."""
    return [_line(stage, [point.chances[stage] for point in points]) for stage in StageId] if points else []


def _line(stage: StageId, chances: Sequence[float]) -> Line:
    inner = WIDTH - LEFT - 8
    step = inner / max(len(chances) - 1, 1)
    places = [(round(LEFT + number * step, 1), height(chance)) for number, chance in enumerate(chances)]
    if len(places) == 1:
        places.append((LEFT + inner, places[0][1]))
    return Line(stage.value, " ".join(f"{x},{y}" for x, y in places), places[-1])


def height(chance: float) -> float:
    """Where a probability stands.

    >>> height(0.0), height(1.0)
    (102.0, 8.0)
    """
    return round(TOP + (1 - chance) * (HEIGHT - TOP - BOTTOM), 1)


@dataclass(frozen=True)
class Part:
    """A part of a bar, in hundredths of the longest bar."""

    name: str
    start: float
    width: float
    value: int


def bars(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> Sequence[Sequence[Part]]:
    """Stacked bars, one a row."""
    longest = max((sum(_count(row[name]) for name in columns) for row in rows), default=0) or 1
    return [_stacked(row, columns, longest) for row in rows]


def _stacked(row: Mapping[str, object], columns: Sequence[str], longest: int) -> Sequence[Part]:
    parts: list[Part] = []
    start = 0.0
    for name in columns:
        width = 100 * _count(row[name]) / longest
        parts.append(Part(name, round(start, 2), round(width, 2), _count(row[name])))
        start += width
    return parts


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0

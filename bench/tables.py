"""Tables as Markdown, so that the documentation can show them as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines with columns of one width."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        if number == 0:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"


def share(outcomes: Iterable[bool]) -> str:
    """The share that is true, as "85.0% (17 of 20)"."""
    every = list(outcomes)
    return f"{sum(every) / len(every):.1%} ({sum(every)} of {len(every)})" if every else "none"


def percentile(values: Sequence[float], share_below: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share_below * len(ordered)))]

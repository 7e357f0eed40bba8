"""Figures in tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def share(outcomes: Iterable[bool]) -> str:
    """The share that is true, as "85.0% (17 of 20)"."""
    every = list(outcomes)
    return f"{sum(every) / len(every):.1%} ({sum(every)} of {len(every)})" if every else "none"


def percentile(values: Sequence[float], share_below: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share_below * len(ordered)))]

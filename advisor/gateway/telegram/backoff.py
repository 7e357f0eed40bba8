"""How long to wait before trying again."""

from __future__ import annotations

from collections.abc import Iterator


def backoff(first: float = 0.5, most: float = 30.0) -> Iterator[float]:
    """Seconds, doubled each time.

    >>> seconds = backoff(1, 5)
    >>> [next(seconds) for _ in range(4)]
    [1, 2, 4, 5]
    """
    seconds = first
    while True:
        yield seconds
        seconds = min(seconds * 2, most)

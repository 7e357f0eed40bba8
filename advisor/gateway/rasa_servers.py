"""Which Rasa server has which conversation."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

AVOIDED_SECONDS = 2.0
"""After its first failure a server is asked last for so long, then twice as long, and so on."""
AVOIDED_AT_MOST = 30.0


@dataclass
class _Failing:
    until: float
    seconds: float


class RasaServers:
    """Every conversation has its server, which knows it best; the others stand by in an order of its own.

    By rendezvous hashing: all gateways come to the same order without asking one another, and when a server goes, its
    conversations spread over the others while nobody else's move.
    """

    def __init__(self, urls: Sequence[str], now: Callable[[], float] = time.monotonic) -> None:
        self.urls = tuple(dict.fromkeys(urls))
        self._now = now
        self._failing: dict[str, _Failing] = {}

    def of(self, conversation_id: str) -> list[str]:
        """All servers in the order in which this conversation is to ask them: those that failed lately come last."""
        by_weight = sorted(self.urls, key=lambda url: _weight(url, conversation_id), reverse=True)
        return sorted(by_weight, key=self.is_avoided)

    def is_avoided(self, url: str) -> bool:
        """Whether a server failed lately."""
        failing = self._failing.get(url)
        return failing is not None and self._now() < failing.until

    def failed(self, url: str) -> None:
        """A server could not be reached, or could not do its work."""
        before = self._failing.get(url)
        if before is not None and self._now() < before.until:
            return
        seconds = AVOIDED_SECONDS if before is None else min(2 * before.seconds, AVOIDED_AT_MOST)
        self._failing[url] = _Failing(self._now() + seconds, seconds)

    def answered(self, url: str) -> None:
        """A server did its work."""
        self._failing.pop(url, None)


def _weight(url: str, conversation_id: str) -> bytes:
    return hashlib.blake2b(f"{url}\0{conversation_id}".encode(), digest_size=8).digest()

"""How often one address and one conversation may ask."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from advisor.gateway.problems import Problem

MINUTE = 60.0
HOUR = 3600.0
SWEEP_AFTER = 10_000
"""From this many keys on, those that no longer count are forgotten."""
IPV6_NETWORK = 64
"""One subscriber gets a whole network of IPv6 addresses, so the network counts as one."""

MAX_HEAD = 16 * 1024
"""Bytes of a request before its body."""

UNLIMITED = "unlimited"
"""`opt` of handlers that the supervisor may ask as often as it likes."""

Clock = Callable[[], float]


class SlidingWindow:
    """At most so many within any minute or other time, for each key. In memory: a restart forgives."""

    def __init__(self, limit: int, clock: Clock = time.monotonic, seconds: float = MINUTE) -> None:
        self.limit = limit
        self._clock = clock
        self._seconds = seconds
        self._times: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """Count one more for this key and return 0, or return the seconds after which it is allowed."""
        now = self._clock()
        times = self._times.setdefault(key, deque())
        self._forget_old(times, now)
        if len(times) >= self.limit:
            return times[0] + self._seconds - now
        times.append(now)
        self._sweep(now)
        return 0.0

    def enter(self, key: str, problem: str) -> None:
        """Count one more for this key, or raise the problem with Retry-After."""
        seconds = math.ceil(self.wait(key))
        if seconds > 0:
            raise Problem(problem, headers={"Retry-After": str(seconds)}, seconds=seconds, limit=self.limit)

    def _forget_old(self, times: deque[float], now: float) -> None:
        while times and times[0] <= now - self._seconds:
            times.popleft()

    def _sweep(self, now: float) -> None:
        if len(self._times) > SWEEP_AFTER:
            self._times = {key: times for key, times in self._times.items() if times[-1] > now - self._seconds}


class AddressLimit(ASGIMiddleware):
    """Counts requests by the address that they come from."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = UNLIMITED

    def __init__(self, window: SlidingWindow) -> None:
        self._window = window

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request pass, or raise a problem."""
        self._window.enter(address_of(scope), "too_many_requests")
        await next_app(scope, receive, send)


class HeadLimit(ASGIMiddleware):
    """Refuses requests with a long address or long headers. The server itself cuts off those that never end."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request pass, or raise a problem."""
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if size + len(scope["raw_path"]) + len(scope["query_string"]) > MAX_HEAD:
            raise Problem("head_too_large")
        await next_app(scope, receive, send)


def address_of(scope: Scope) -> str:
    """The address that a request counts for."""
    client = scope.get("client")
    return counted_address(client[0] if client else "")


def counted_address(host: str) -> str:
    """What counts as one address.

    >>> counted_address("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:
        return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False))
    return host

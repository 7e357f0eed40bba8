"""Requests to the servers behind the gateway, of which only the status counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp

CONNECT_SECONDS = 2.0
KEPT_SECONDS = 4.0
"""Rasa hangs up on a connection that nobody used for five seconds. Then a turn would be sent into the void."""


class LineBroken(Exception):
    """A server cannot be reached, does not answer in time, or broke off. The text is the kind of failure."""


class Line(Protocol):
    """Asks servers."""

    async def post(self, address: str, body: Mapping[str, object], headers: Mapping[str, str], seconds: float) -> int:
        """The status of the answer.

        Raises:
            LineBroken: there is none.
        """

    async def get(self, address: str, headers: Mapping[str, str], seconds: float) -> int:
        """The status of the answer.

        Raises:
            LineBroken: there is none.
        """

    async def close(self) -> None:
        """Close all connections."""


class KeptLine:
    """Keeps connections open between requests. aiohttp, as httpx takes four times as long for a turn."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(self, address: str, body: Mapping[str, object], headers: Mapping[str, str], seconds: float) -> int:
        """See `Line.post`."""
        return await self._ask("POST", address, seconds, json=body, headers=headers)

    async def get(self, address: str, headers: Mapping[str, str], seconds: float) -> int:
        """See `Line.get`."""
        return await self._ask("GET", address, seconds, headers=headers)

    async def close(self) -> None:
        """See `Line.close`."""
        if self._session is not None:
            await self._session.close()

    async def _ask(self, method: str, address: str, seconds: float, **what: Any) -> int:  # noqa: ANN401 - aiohttp's
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._open().request(method, address, timeout=timeout, **what) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LineBroken(type(error).__name__) from error

    def _open(self) -> aiohttp.ClientSession:
        """Made at first use, because the gateway is made before its event loop runs."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

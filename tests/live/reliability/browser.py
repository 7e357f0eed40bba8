"""What a firm asks the gateway with.

aiohttp, because a crowd of 500 with httpx takes as much of the machine as Rasa does: what was measured was the crowd.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from advisor.commands.gateway import KEPT_OPEN_SECONDS

SECONDS = 60.0
"""A browser would wait so long."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    content_type: str
    text: str

    @property
    def is_success(self) -> bool:
        """Whether it is what was asked for."""
        return self.status < 300

    def json(self) -> Any:
        """What it says."""
        return json.loads(self.text)


class Browser:
    """Asks for any number of firms at once."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def ask(self, method: str, url: str, body: object, headers: Mapping[str, str]) -> Reply | None:
        """The reply, if there is any."""
        try:
            async with self._session.request(method, url, json=body, headers=headers) as response:
                return Reply(response.status, response.content_type, await response.text())
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Which closes all lines at the end."""
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_OPEN_SECONDS - 5)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield Browser(session)

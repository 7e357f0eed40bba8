"""How the gateway reaches Rasa and the action server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Protocol

from advisor.gateway.lanes import Lanes
from advisor.gateway.line import KeptLine, Line, LineBroken
from advisor.gateway.rasa_servers import RasaServers

logger = logging.getLogger(__name__)

HEALTH_SECONDS = 2.0
LONGEST_TURN_SECONDS = 330.0
"""Rasa itself gives an action 300 seconds. Hanging up earlier would make it drop a turn that is under way."""
HANGS_SECONDS = 20.0
"""Then another server is to take the turn over, if there is one."""

NO_HEADERS: Mapping[str, str] = {}
UNAUTHORIZED = HTTPStatus.UNAUTHORIZED
SECRETS_DIFFER = (
    "Rasa refuses the gateway's secret; expected the same ADVISOR_CHANNEL_SECRET for both: "
    "set it in the .env that both read, and start both again"
)


@dataclass(frozen=True)
class Turn:
    """What a firm said, as Rasa gets it."""

    conversation_id: str
    message_id: str
    text: str
    channel: str
    language: str
    staffed: bool = False
    """Whether a firm that asks for a person may be told that one will come."""

    def as_json(self) -> dict[str, object]:
        """The body that `advisor.dialogue.channel` reads."""
        metadata = {key: value for key, value in asdict(self).items() if key in {"channel", "language", "staffed"}}
        return {
            "conversation_id": self.conversation_id,
            "message_id": self.message_id,
            "text": self.text,
            "metadata": metadata,
        }


@dataclass(frozen=True)
class Remark:
    """What is said without the advisor: it goes into the record, and Rasa does not answer it."""

    conversation_id: str
    message_id: str
    author: str
    """`firm`, or `staff`, which speaks in place of the advisor."""
    text: str
    custom: Mapping[str, object]
    """What the message is, beside its words. For a firm's: `to_person`, and that person's name."""
    buttons: Sequence[Mapping[str, str]] = ()

    def as_json(self) -> dict[str, object]:
        """The body that `advisor.dialogue.record` reads."""
        return asdict(self)


def channel_url(rasa_url: str) -> str:
    """The private channel of a Rasa server. Asked as it is, it says whether the secret is right."""
    return f"{rasa_url}/webhooks/advisor/"


def authorization(secret: str) -> dict[str, str]:
    """How the channel is shown the secret."""
    return {"Authorization": f"Bearer {secret}"}


class RasaUnavailable(Exception):
    """Rasa or the action server cannot be reached now. The turn was not taken, as far as is known."""


class RasaFailed(Exception):
    """Rasa was reached and failed on this turn."""


class Rasa(Protocol):
    """What the gateway needs of Rasa. Answers are read from the `events` table."""

    async def deliver(self, turn: Turn) -> None:
        """Let Rasa handle a turn to its end.

        Raises:
            RasaUnavailable: it cannot be reached now.
            RasaFailed: it was reached and failed.
        """

    async def record(self, remark: Remark) -> None:
        """Put into the record what is said without the advisor. Twice is once.

        Raises:
            RasaUnavailable: it cannot be reached now.
            RasaFailed: it was reached and failed.
        """

    async def is_up(self) -> bool:
        """Whether Rasa answers."""

    async def actions_are_up(self) -> bool:
        """Whether the action server answers."""

    async def close(self) -> None:
        """Close all connections."""


class HttpRasa:
    """Rasa servers behind `advisor.dialogue.channel`.

    Another server takes a turn over as soon as one cannot be reached, refuses it, or dies or hangs over it. That cannot
    double it: servers hold the turn of a conversation one after another, look whether the message was answered, and
    write only what follows on what they read.
    """

    def __init__(
        self,
        rasa_urls: Sequence[str],
        actions_urls: Sequence[str],
        secret: str,
        line: Line | None = None,
    ) -> None:
        self.servers = RasaServers(rasa_urls)
        self._lanes = Lanes()
        self._actions_urls = actions_urls
        self._authorization = authorization(secret)
        self._line = line or KeptLine()

    async def deliver(self, turn: Turn) -> None:
        """See `Rasa.deliver`."""
        await self._any_takes(turn.conversation_id, "turn", turn.as_json())

    async def record(self, remark: Remark) -> None:
        """See `Rasa.record`."""
        await self._any_takes(remark.conversation_id, "record", remark.as_json())

    async def is_up(self) -> bool:
        """See `Rasa.is_up`."""
        return await self._any_answers([channel_url(url) for url in self.servers.urls], self._authorization)

    async def actions_are_up(self) -> bool:
        """See `Rasa.actions_are_up`."""
        return await self._any_answers([f"{url}/health" for url in self._actions_urls])

    async def close(self) -> None:
        """See `Rasa.close`."""
        await self._line.close()

    async def _any_takes(self, conversation_id: str, route: str, body: Mapping[str, object]) -> None:
        problem = RasaUnavailable("there is no Rasa server")
        servers = self.servers.of(conversation_id)
        for url in servers:
            try:
                await self._takes(url, route, body, is_last=url == servers[-1])
            except RasaUnavailable as error:
                self.servers.failed(url)
                problem = error
            else:
                self.servers.answered(url)
                return
        raise problem

    async def _takes(self, url: str, route: str, body: Mapping[str, object], *, is_last: bool) -> None:
        was_avoided = self.servers.is_avoided(url)
        async with self._lanes.to(url):
            if not (is_last or was_avoided) and self.servers.is_avoided(url):
                # Or each who waited here would find that out anew, and a server that hangs takes long to.
                raise RasaUnavailable("it failed on those before")
            await self._post(f"{channel_url(url)}{route}", body, LONGEST_TURN_SECONDS if is_last else HANGS_SECONDS)

    async def _post(self, address: str, body: Mapping[str, object], seconds: float) -> None:
        try:
            status = await self._line.post(address, body, self._authorization, seconds)
        except LineBroken as error:
            raise RasaUnavailable(str(error)) from error
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RasaFailed("Rasa answered 500")
        if not _is_success(status):
            raise RasaUnavailable(f"Rasa answered {status}")

    async def _any_answers(self, urls: Sequence[str], headers: Mapping[str, str] = NO_HEADERS) -> bool:
        return any(await asyncio.gather(*(self._answers(url, headers) for url in urls)))

    async def _answers(self, url: str, headers: Mapping[str, str]) -> bool:
        try:
            status = await self._line.get(url, headers, HEALTH_SECONDS)
        except LineBroken:
            return False
        if status == UNAUTHORIZED:
            logger.error(SECRETS_DIFFER)
        return _is_success(status)


def _is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES

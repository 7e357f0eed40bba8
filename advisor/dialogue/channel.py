"""Rasa's side of the wire: the private channel over which the gateway relays turns.

Rasa loads it by name from credentials.yml. It listens on loopback only, and it takes turns only from who knows the
shared secret, because Rasa does whatever a turn says.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from advisor.dialogue.action_calls import lighten_calls
from advisor.dialogue.known_once import know_once
from advisor.dialogue.light_logs import lighten_logs
from advisor.dialogue.once import AlreadyAnswered, handling
from advisor.dialogue.payloads import read_payloads_as_they_are
from advisor.dialogue.record import AUTHORS, Entry, record
from advisor.dialogue.rules import find_rules_quickly
from advisor.dialogue.straight_runner import run_straight
from advisor.dialogue.unavailable import Unavailable
from advisor.heap import settle

logger = logging.getLogger(__name__)

NAME = "advisor"
DEFAULT_ACTIONS_URL = "http://127.0.0.1:5055"
ACTIONS_SECONDS = 2.0
"""The action server answers its health check in milliseconds, or not at all."""

ANSWER_COUNTS_SECONDS = 1.0
"""Under load it is not asked before every turn. A turn that fails within this second is seen not to be answered."""

AWAY = "the database, or what orders turns, cannot be reached"
TEXT_FIELDS = ("conversation_id", "message_id", "text")

Handler = Callable[[UserMessage], Awaitable[Any]]
IsUp = Callable[[], Awaitable[bool]]


class Collector(OutputChannel):
    """Keeps each message of a turn whole: text, buttons and custom data in one."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel that responses may be written for."""
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect one message."""
        self.messages.append({key: message[key] for key in ("text", "buttons", "custom") if message.get(key)})


class AdvisorInput(InputChannel):
    """Takes turns at POST /webhooks/advisor/turn, and what is not to be answered at POST /webhooks/advisor/record."""

    def __init__(self, secret: str, actions_are_up: IsUp | None = None) -> None:
        self._authorization = f"Bearer {secret}".encode()
        self._actions_are_up = actions_are_up or ActionServer(DEFAULT_ACTIONS_URL)
        self._under_way: dict[str, asyncio.Task[list[dict[str, Any]]]] = {}

    @classmethod
    def name(cls) -> str:
        """Part of the address."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> AdvisorInput:
        """From `advisor.dialogue.channel.AdvisorInput:` in credentials.yml, as Rasa starts."""
        secret = (credentials or {}).get("secret")
        if not secret:
            raise InvalidConfigException(
                "credentials.yml: advisor.dialogue.channel.AdvisorInput: secret is missing; "
                "expected `secret: ${ADVISOR_CHANNEL_SECRET}`, without quotes"
            )
        lighten_calls()
        lighten_logs()
        find_rules_quickly()
        know_once()
        read_payloads_as_they_are()
        run_straight()
        return cls(str(secret), ActionServer((credentials or {}).get("actions") or DEFAULT_ACTIONS_URL))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Where turns are taken, remarks recorded, and the gateway learns beforehand whether they would be."""
        blueprint = Blueprint("advisor_channel")

        async def door(request: Request) -> HTTPResponse:
            return json({"status": "ok"}) if self._is_gateway(request) else _stranger()

        async def turn(request: Request) -> HTTPResponse:
            return await self._take(request, on_new_message)

        async def remark(request: Request) -> HTTPResponse:
            return await self._record(request)

        async def all_is_loaded(*_: object) -> None:
            settle()

        blueprint.add_route(door, "/", methods=["GET"])
        blueprint.add_route(turn, "/turn", methods=["POST"])
        blueprint.add_route(remark, "/record", methods=["POST"])
        # Rasa loads the model before.
        blueprint.listener("after_server_start")(all_is_loaded)
        return blueprint

    async def _record(self, request: Request) -> HTTPResponse:
        if not self._is_gateway(request):
            return _stranger()
        body = _body(request)
        entry = None if body is None else Entry.read(body)
        if entry is None:
            expected = f"expected JSON with {', '.join(TEXT_FIELDS)}, author ({' or '.join(AUTHORS)}) and custom"
            return json({"error": expected}, status=400)
        try:
            await record(request.app.ctx.agent, entry, NAME)
        except Unavailable as error:
            logger.error("A message waits: %s", error)
            return json({"error": AWAY}, status=503)
        return json({})

    async def _take(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        if not self._is_gateway(request):
            return _stranger()
        body = _body(request)
        if body is None:
            return json({"error": f"expected JSON with {', '.join(TEXT_FIELDS)} and metadata"}, status=400)
        if body["message_id"] not in self._under_way and not await self._actions_are_up():
            # Rasa would swallow the failure of the action and take the turn for handled.
            return json({"error": "the action server cannot be reached"}, status=503)
        return await self._answer(body, on_new_message)

    def _is_gateway(self, request: Request) -> bool:
        return hmac.compare_digest(request.headers.get("authorization", "").encode(), self._authorization)

    async def _answer(self, body: dict[str, Any], on_new_message: Handler) -> HTTPResponse:
        try:
            messages = await asyncio.shield(self._start(body, on_new_message))
        except AlreadyAnswered:
            # By another server. The gateway reads the answer in the record.
            return json({"messages": []})
        except Unavailable as error:
            logger.error("A turn waits: %s", error)
            return json({"error": AWAY}, status=503)
        except Exception as error:
            # Without its message, which may hold what a firm said.
            logger.error("A turn failed with %s", type(error).__name__)
            return json({"error": "the turn failed"}, status=500)
        return json({"messages": messages})

    def _start(self, body: dict[str, Any], on_new_message: Handler) -> asyncio.Task[list[dict[str, Any]]]:
        """Start a turn, or join it: a gateway that was restarted delivers again what is still under way."""
        message_id = body["message_id"]
        task = self._under_way.get(message_id)
        if task is None:
            task = self._under_way[message_id] = asyncio.create_task(_handle(body, on_new_message))
            task.add_done_callback(lambda _: self._under_way.pop(message_id, None))
        return task


class ActionServer:
    """Says whether the action server answers."""

    def __init__(
        self,
        url: str,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._health = f"{url.rstrip('/')}/health"
        self._transport = transport
        self._now = now
        self._client: httpx.AsyncClient | None = None
        self._answered_at = -ANSWER_COUNTS_SECONDS
        self._asking: asyncio.Task[bool] | None = None

    async def __call__(self) -> bool:
        """Whether it answers now, or did a moment ago. Turns that come at once ask once."""
        if self._now() < self._answered_at + ANSWER_COUNTS_SECONDS:
            return True
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> bool:
        try:
            response = await self._connected().get(self._health)
        except httpx.HTTPError:
            return False
        if response.is_success:
            self._answered_at = self._now()
        return response.is_success

    def _connected(self) -> httpx.AsyncClient:
        """Made at first use, because Rasa makes channels before its event loop runs."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=ACTIONS_SECONDS, transport=self._transport, trust_env=False)
        return self._client


def _stranger() -> HTTPResponse:
    return json({"error": "the shared secret is missing or wrong"}, status=401)


def _body(request: Request) -> dict[str, Any] | None:
    try:
        body = request.json
    except Exception:  # Sanic's own errors would quote the body
        return None
    if not isinstance(body, dict) or not all(isinstance(body.get(field), str) for field in TEXT_FIELDS):
        return None
    return body


async def _handle(body: dict[str, Any], on_new_message: Handler) -> list[dict[str, Any]]:
    collector = Collector()
    message = UserMessage(
        body["text"],
        collector,
        body["conversation_id"],
        input_channel=NAME,
        message_id=body["message_id"],
        metadata=body.get("metadata"),
    )
    with handling(body["message_id"]):
        await on_new_message(message)
    return collector.messages

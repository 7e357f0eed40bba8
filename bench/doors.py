"""Ways in for simulated users: Rasa's private channel, Rasa's own REST channel, and the gateway."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, Self

import httpx

Payloads = Sequence[str]
"""What the buttons of a reply would send."""


class Conversation(Protocol):
    """One user's conversation."""

    async def open(self) -> Payloads:
        """The first turn."""

    async def say(self, text: str, *, pressed: bool) -> Payloads:
        """One more turn: a payload of a button, or words."""


Door = Callable[[httpx.AsyncClient], Conversation]


class UnansweredError(Exception):
    """The gateway gave an apology instead of an answer."""


class PrivateConversation:
    """At Rasa's door, as the gateway speaks with it."""

    def __init__(self, client: httpx.AsyncClient, rasa_url: str, secret: str) -> None:
        self._client = client
        self._address = f"{rasa_url}/webhooks/advisor/turn"
        self._headers = {"Authorization": f"Bearer {secret}"}
        self.id = uuid.uuid4().hex

    def at(self, rasa_url: str) -> Self:
        """The same conversation, held with another server."""
        self._address = f"{rasa_url}/webhooks/advisor/turn"
        return self

    async def open(self) -> Payloads:
        """See `Conversation.open`."""
        return await self.say("/start", pressed=True)

    async def say(self, text: str, *, pressed: bool) -> Payloads:
        """See `Conversation.say`."""
        body = {
            "conversation_id": self.id,
            "message_id": uuid.uuid4().hex,
            "text": text,
            "metadata": {"channel": "web", "language": "en"},
        }
        reply = await self._client.post(self._address, json=body, headers=self._headers)
        return _payloads(reply.raise_for_status().json()["messages"])


class RestConversation:
    """At Rasa's door, through the REST channel that it comes with."""

    def __init__(self, client: httpx.AsyncClient, rasa_url: str) -> None:
        self._client = client
        self._address = f"{rasa_url}/webhooks/rest/webhook"
        self._id = uuid.uuid4().hex

    async def open(self) -> Payloads:
        """See `Conversation.open`."""
        return await self.say("/start", pressed=True)

    async def say(self, text: str, *, pressed: bool) -> Payloads:
        """See `Conversation.say`."""
        reply = await self._client.post(self._address, json={"sender": self._id, "message": text})
        return _payloads(reply.raise_for_status().json())


class GatewayConversation:
    """As a browser has it."""

    def __init__(self, client: httpx.AsyncClient, gateway_url: str) -> None:
        self._client = client
        self._address = f"{gateway_url}/api/conversations"
        self._headers: dict[str, str] = {}

    async def open(self) -> Payloads:
        """See `Conversation.open`."""
        opened = (await self._client.post(self._address, json={})).raise_for_status().json()
        self._address = f"{self._address}/{opened['conversation_id']}"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}
        return _payloads(opened["messages"])

    async def say(self, text: str, *, pressed: bool) -> Payloads:
        """See `Conversation.say`.

        Raises:
            UnansweredError: the advisor apologised.
        """
        body = {"payload" if pressed else "text": text}
        reply = await self._client.post(f"{self._address}/messages", json=body, headers=self._headers)
        messages = reply.raise_for_status().json()["messages"]
        if any(message["data"].get("type") == "error" for message in messages):
            raise UnansweredError(f"no answer to {text!r}: {messages}")
        return _payloads(messages)


def _payloads(messages: Iterable[Mapping[str, Any]]) -> Payloads:
    return [button["payload"] for message in messages for button in message.get("buttons") or ()]

"""The gateway's side of the wire."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from advisor.gateway.rasa_client import HttpRasa, RasaFailed, RasaUnavailable, Turn

TURN = Turn("c1", "m1", "hello", "web", "en")


def client(answer: Callable[[httpx.Request], httpx.Response]) -> HttpRasa:
    return HttpRasa("http://rasa:5005", "http://actions:5055", "the-secret", httpx.MockTransport(answer))


def unreachable(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


async def test_a_turn_is_posted_with_the_secret() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"messages": []})

    rasa = client(answer)
    await rasa.deliver(TURN)
    await rasa.close()

    (request,) = seen
    assert str(request.url) == "http://rasa:5005/webhooks/advisor/turn"
    assert request.headers["Authorization"] == "Bearer the-secret"
    assert json.loads(request.content) == {
        "conversation_id": "c1",
        "message_id": "m1",
        "text": "hello",
        "metadata": {"channel": "web", "language": "en", "staffed": False},
    }


@pytest.mark.parametrize("status", [401, 404, 502, 503])
async def test_a_turn_that_was_not_taken(status: int) -> None:
    with pytest.raises(RasaUnavailable, match=str(status)):
        await client(lambda _: httpx.Response(status)).deliver(TURN)


async def test_a_turn_that_failed() -> None:
    with pytest.raises(RasaFailed):
        await client(lambda _: httpx.Response(500)).deliver(TURN)


async def test_nobody_there() -> None:
    rasa = client(unreachable)

    with pytest.raises(RasaUnavailable, match="ConnectError"):
        await rasa.deliver(TURN)
    assert not await rasa.is_up()
    assert not await rasa.actions_are_up()


async def test_health_asks_both() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200)

    rasa = client(answer)

    assert await rasa.is_up()
    assert await rasa.actions_are_up()
    assert asked == ["http://rasa:5005/", "http://actions:5055/health"]

"""Requests to servers that are really there, or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from advisor.gateway.line import KeptLine, LineBroken

SECRET = {"Authorization": "Bearer the-secret"}


class Server:
    """Notes what it is asked, and by which connection."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, object]] = []
        self.connections: set[object] = set()
        self.goes_on = asyncio.Event()
        app = web.Application()
        app.add_routes(
            [
                web.post("/turn", self._answer),
                web.get("/health", self._answer),
                web.get("/silent", self._hang),
                web.post("/broken", self._break_off),
            ]
        )
        self.listening = TestServer(app)

    def at(self, path: str) -> str:
        return str(self.listening.make_url(path))

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.asked.append((request.method, request.headers.get("Authorization"), body))
        self.connections.add(request.transport)
        return web.json_response({"messages": []}, status=503 if body == {} else 200)

    async def _hang(self, _: web.Request) -> web.Response:
        await self.goes_on.wait()
        return web.Response()

    async def _break_off(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    await server.listening.start_server()
    yield server
    server.goes_on.set()
    await server.listening.close()


@pytest.fixture
async def line() -> AsyncIterator[KeptLine]:
    line = KeptLine()
    yield line
    await line.close()


async def test_what_is_asked_arrives_whole_by_one_connection(server: Server, line: KeptLine) -> None:
    assert await line.post(server.at("/turn"), {"text": "\u1019\u1004\u103a"}, SECRET, 5) == 200
    assert await line.get(server.at("/health"), {}, 5) == 200
    assert server.asked == [("POST", "Bearer the-secret", {"text": "\u1019\u1004\u103a"}), ("GET", None, None)]
    assert len(server.connections) == 1


async def test_a_refusal_is_a_status(server: Server, line: KeptLine) -> None:
    assert await line.post(server.at("/turn"), {}, SECRET, 5) == 503


async def test_nobody_there(line: KeptLine) -> None:
    with pytest.raises(LineBroken, match="ClientConnectorError"):
        await line.get(f"http://127.0.0.1:{unused_port()}/health", {}, 5)


async def test_silence(server: Server, line: KeptLine) -> None:
    with pytest.raises(LineBroken, match="Timeout"):
        await line.get(server.at("/silent"), {}, 0.01)


async def test_a_server_that_dies_over_it(server: Server, line: KeptLine) -> None:
    with pytest.raises(LineBroken, match="ServerDisconnectedError"):
        await line.post(server.at("/broken"), {"text": "hello"}, SECRET, 5)


async def test_nothing_was_opened() -> None:
    await KeptLine().close()

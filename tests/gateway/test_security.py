"""Those who try to get in, or to be in the way of others."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest
from httpx import AsyncClient as Client
from httpx import Response
from litestar import Litestar
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from advisor.gateway.limits import MAX_HEAD
from advisor.settings import Settings
from tests.gateway.conftest import Clock, Firm, open_conversation, serve, visitor
from tests.gateway.fakes import FakeRasa
from tests.gateway.test_access import UNKNOWN, is_problem

pytestmark = pytest.mark.slow

ROUTES = [
    ("POST", "/messages", {"text": "hello"}),
    ("GET", "/messages", None),
    ("GET", "/assessment", None),
    ("GET", "/stream", None),
    ("POST", "/ratings", {"message_id": "1", "thumb": "up"}),
    ("POST", "/plan-link", None),
    ("DELETE", "", None),
]
ELSEWHERE = [
    "//evil.example",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/https://evil.example",
    "/?next=https://evil.example",
    "/?url=//evil.example",
    "/api/schema/?next=//evil.example",
    "/plan/https:%2f%2fevil.example",
    "/api//evil.example",
    "/health/",
    "/api/conversations/",
]
GUESSES = [UNKNOWN, "1", "admin", "%00", "' OR 1=1 --", "%2e%2e", "x" * 2000, "\u2603", "*", "%25"]
HERE, BUSY, QUIET = "127.0.0.1", "203.0.113.7", "198.51.100.9"


async def ask(client: Client, method: str, path: str, token: str, body: object = None) -> Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await client.request(method, path, headers=headers, json=body)


class TestTokens:
    """Only a conversation's own token opens it, whatever is asked."""

    @pytest.mark.parametrize(("method", "route", "body"), ROUTES)
    async def test_a_missing_token(self, firm: Firm, method: str, route: str, body: object) -> None:
        response = await firm.client.request(method, firm.path + route, json=body)

        assert is_problem(response, "token_missing")

    @pytest.mark.parametrize(("method", "route", "body"), ROUTES)
    async def test_the_token_of_another_conversation(self, firm: Firm, method: str, route: str, body: object) -> None:
        stranger = await open_conversation(firm.client)

        assert is_problem(await ask(firm.client, method, firm.path + route, stranger.token, body), "not_found")

    @pytest.mark.parametrize(("method", "route", "body"), ROUTES)
    async def test_an_altered_token(self, firm: Firm, method: str, route: str, body: object) -> None:
        token = firm.token
        altered = {
            "last letter": token[:-1] + ("A" if token[-1] != "A" else "B"),
            "case": token.swapcase(),
            "digest": hashlib.sha256(token.encode()).hexdigest(),
            "twice": token + token,
            "shorter": token[:-1],
        }
        for change, other in altered.items():
            response = await ask(firm.client, method, firm.path + route, other, body)
            assert is_problem(response, "not_found"), change

    @pytest.mark.parametrize(("method", "route", "body"), ROUTES)
    async def test_the_token_of_an_erased_conversation(self, firm: Firm, method: str, route: str, body: object) -> None:
        await firm.client.delete(firm.path, headers=firm.headers)

        assert is_problem(await ask(firm.client, method, firm.path + route, firm.token, body), "not_found")

    @pytest.mark.parametrize(("method", "route", "body"), ROUTES)
    async def test_a_guessed_id(self, firm: Firm, method: str, route: str, body: object) -> None:
        for guess in GUESSES:
            response = await ask(firm.client, method, f"/api/conversations/{guess}{route}", firm.token, body)
            assert response.status_code in (404, 405), guess

    async def test_a_refused_stranger_changes_nothing(self, firm: Firm, rasa: FakeRasa) -> None:
        stranger = await open_conversation(firm.client)
        before = await firm.history()
        for method, route, body in ROUTES:
            await ask(firm.client, method, firm.path + route, stranger.token, body)

        assert await firm.history() == before
        assert rasa.heard == ["/start", "/start"]

    async def test_a_token_in_the_address_opens_nothing(self, firm: Firm) -> None:
        assert is_problem(await firm.client.get(f"{firm.path}/messages?token={firm.token}"), "token_missing")


class TestFloods:
    """Who asks too often is held off, and nobody else feels it."""

    @pytest.fixture
    async def busy(self, app: Litestar, client: Client) -> AsyncIterator[Client]:
        async with visitor(app, BUSY) as busy:
            yield busy

    async def test_fifty_requests_a_second_do_not_harm_a_quiet_visitor(
        self, app: Litestar, client: Client, busy: Client, clock: Clock
    ) -> None:
        async with visitor(app, QUIET) as quiet:
            firm = await open_conversation(quiet)
            passed = 0
            for second in range(20):
                flood = await asyncio.gather(*(busy.get(f"/api/conversations/{UNKNOWN}/messages") for _ in range(50)))
                passed += sum(response.status_code != 429 for response in flood)
                assert await firm.says(f"word {second}")
                clock.now += 1

        assert passed == 120

    async def test_new_conversations_are_counted_for_an_hour(
        self, app: Litestar, client: Client, busy: Client, clock: Clock, rasa: FakeRasa
    ) -> None:
        for _ in range(30):
            assert (await busy.post("/api/conversations")).status_code == 201
        refused = await busy.post("/api/conversations")
        async with visitor(app, QUIET) as quiet:
            assert (await quiet.post("/api/conversations")).status_code == 201

        assert is_problem(refused, "too_many_conversations")
        assert refused.headers["Retry-After"] == "3600"
        assert len(rasa.heard) == 31
        clock.now += 3600
        assert (await busy.post("/api/conversations")).status_code == 201

    async def test_files_are_not_counted(self, busy: Client) -> None:
        for _ in range(130):
            assert (await busy.get("/pages/plan.css")).status_code == 200
        assert (await busy.get("/")).status_code == 200

    async def test_guessing_links_to_plans_is_counted(self, busy: Client) -> None:
        answers = [await busy.get(f"/plan/{'A' * 40}{number:03}") for number in range(121)]

        assert {answer.status_code for answer in answers[:120]} == {404}
        assert is_problem(answers[120], "too_many_requests")


class TestForwardedAddresses:
    """A made-up X-Forwarded-For brings no new address."""

    async def refused_of(self, app: Litestar, peer: str, trusted: list[str], last: str = "") -> int:
        """How many of 130 requests are refused that all claim to come from somewhere else."""
        behind = ProxyHeadersMiddleware(app, trusted_hosts=trusted)  # type: ignore[arg-type]
        transport = httpx.ASGITransport(behind, client=(peer, 1234))  # type: ignore[arg-type]
        async with Client(transport=transport, base_url="http://testserver") as client:
            answers = [
                await client.get("/api/schema", headers={"X-Forwarded-For": f"192.0.2.{number}{last}"})
                for number in range(130)
            ]
        return sum(answer.status_code == 429 for answer in answers)

    async def test_a_proxy_that_is_named_is_believed(self, app: Litestar, client: Client) -> None:
        assert await self.refused_of(app, HERE, ["127.0.0.1"]) == 0

    async def test_anybody_else_is_not(self, app: Litestar, client: Client) -> None:
        assert await self.refused_of(app, BUSY, ["127.0.0.1", "10.0.0.0/8"]) == 10

    async def test_what_a_visitor_puts_before_the_proxy_does_not_count(self, app: Litestar, client: Client) -> None:
        assert await self.refused_of(app, HERE, ["127.0.0.1"], last=f", {BUSY}") == 10

    async def test_the_server_as_configured_believes_only_those_named(self, app: Litestar, settings: Settings) -> None:
        nobody = settings.model_copy(update={"trusted_proxies": ()})
        async with serve(app, nobody) as url, Client(base_url=url, trust_env=False) as client:
            answers = [
                await client.get("/api/schema", headers={"X-Forwarded-For": f"192.0.2.{number}"})
                for number in range(125)
            ]
        assert sum(answer.status_code == 429 for answer in answers) == 5


async def last_words(reader: asyncio.StreamReader) -> bytes:
    """All that the server says until it hangs up."""
    async with asyncio.timeout(10):
        return await reader.read()


class TestSizes:
    """What is too large is refused before it costs anything."""

    @pytest.fixture
    async def served(self, app: Litestar, settings: Settings) -> AsyncIterator[Client]:
        async with serve(app, settings) as url, Client(base_url=url, trust_env=False) as client:
            yield client

    async def test_large_headers(self, served: Client) -> None:
        response = await served.get("/health", headers={"X-Long": "x" * (MAX_HEAD + 1000)})

        assert is_problem(response, "head_too_large")
        assert (await served.get("/health")).status_code == 200

    async def test_many_headers(self, served: Client) -> None:
        response = await served.get("/health", headers={f"X-{number}": "x" * 100 for number in range(1000)})

        # Either the server cut it off or we refused it.
        assert response.status_code in (400, 431)

    async def test_headers_that_never_end(self, app: Litestar, settings: Settings) -> None:
        async with serve(app, settings) as url:
            address = httpx.URL(url)
            reader, writer = await asyncio.open_connection(address.host, address.port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: testserver\r\nX-Long: ")
            for _ in range(5):
                writer.write(b"x" * (MAX_HEAD // 4))
                await writer.drain()
                await asyncio.sleep(0.02)
            answer = await last_words(reader)
            writer.close()

        assert answer.startswith(b"HTTP/1.1 400")

    async def test_trailers_that_never_end(self, app: Litestar, settings: Settings) -> None:
        head = b"POST /api/conversations HTTP/1.1\r\nHost: testserver\r\nTransfer-Encoding: chunked\r\n\r\n"
        async with serve(app, settings) as url:
            address = httpx.URL(url)
            reader, writer = await asyncio.open_connection(address.host, address.port)
            writer.write(head + b"2\r\n{}\r\n0\r\n")
            # Not a word of ours is lost if it hangs up while we go on.
            with suppress(ConnectionError):
                for number in range(MAX_HEAD // 1000 + 2):
                    writer.write(b"X-%d: " % number + b"x" * 1000 + b"\r\n")
                    await writer.drain()
                    await asyncio.sleep(0.002)
            answer = await last_words(reader)
            writer.close()

        assert answer.startswith(b"HTTP/1.1 400")

    async def test_one_request_after_another(self, app: Litestar, settings: Settings) -> None:
        """However much they are in all, each is short enough."""
        request = b"GET /metrics HTTP/1.1\r\nHost: testserver\r\nX-Long: " + b"x" * (MAX_HEAD // 3) + b"\r\n\r\n"
        async with serve(app, settings) as url:
            address = httpx.URL(url)
            reader, writer = await asyncio.open_connection(address.host, address.port)
            for _ in range(8):
                half = len(request) // 2
                writer.write(request[:half])
                await writer.drain()
                await asyncio.sleep(0.005)
                writer.write(request[half:])
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200")
                size = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:")
                await reader.readexactly(size)
            writer.close()

    async def test_a_long_address(self, served: Client) -> None:
        assert is_problem(await served.get("/plan/" + "x" * MAX_HEAD), "head_too_large")
        assert is_problem(await served.get("/?" + "x" * MAX_HEAD), "head_too_large")
        assert (await served.get("/" + "x" * MAX_HEAD)).status_code == 404

    async def test_a_large_body(self, served: Client) -> None:
        response = await served.post("/api/conversations", content=b"x" * 20_000_000)

        assert is_problem(response, "body_too_large")

    async def test_a_large_body_that_does_not_tell_its_length(self, served: Client) -> None:
        async def endless() -> AsyncIterator[bytes]:
            for _ in range(2000):
                yield b"x" * 1000

        try:
            response = await served.post(
                "/api/conversations", content=endless(), headers={"Content-Type": "application/json"}
            )
        except httpx.TransportError:
            return  # The line was cut, which is as good.
        assert is_problem(response, "body_too_large")

    async def test_deep_json(self, served: Client) -> None:
        deep = b"[" * 8000 + b"]" * 8000
        response = await served.post("/api/conversations", content=deep, headers={"Content-Type": "application/json"})
        assert response.status_code in (400, 422)


class TestWaysAround:
    """Addresses that should lead nowhere."""

    @pytest.fixture
    async def url(self, app: Litestar, settings: Settings) -> AsyncIterator[str]:
        async with serve(app, settings) as url:
            yield url

    async def test_nothing_leads_to_another_website(self, url: str) -> None:
        for path in ELSEWHERE:
            head = await raw_get(url, path)
            assert b"location:" not in head.lower(), path
            assert not head.startswith(b"HTTP/1.1 3"), path

    @pytest.mark.parametrize("folder", ["/assets/", "/pages/", "/plan/", "/"])
    async def test_no_way_leads_out_of_the_folders(self, url: str, folder: str) -> None:
        for dots in ("../../", "..%2f..%2f", "%2e%2e/%2e%2e/", "..\\..\\", "..%5c..%5c", "%252e%252e/"):
            head = await raw_get(url, f"{folder}{dots}.env")
            assert head.split()[1] == b"404", dots


async def raw_get(url: str, path: str) -> bytes:
    """What comes back for a path that no client has tidied up."""
    address = httpx.URL(url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: testserver\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.partition(b"\r\n\r\n")[0]

"""Which websites may use the API from a visitor's browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient as Client

from advisor.gateway.app import create_app
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from tests.gateway.conftest import Firm, assess, connect, open_conversation
from tests.gateway.fakes import FakeRasa
from tests.gateway.test_access import UNKNOWN, is_problem

AGENCY = "https://agency.example"
OWN = "http://testserver"
FOREIGN = [
    "https://evil.example",
    "http://agency.example",
    "https://agency.example:8443",
    "https://agency.example.evil.example",
    "https://evil.example/agency.example",
    "https://sub.agency.example",
    "null",
    "file://",
    "http://testserver.evil.example",
    "http://user@testserver",
]


@pytest.fixture
async def client(settings: Settings, knowledge: Knowledge, rasa: FakeRasa) -> AsyncIterator[Client]:
    allowing = settings.model_copy(update={"allowed_origins": (AGENCY,)})
    async with connect(create_app(allowing, knowledge, assess, rasa)) as client:
        yield client


@pytest.mark.parametrize("origin", [AGENCY, OWN])
async def test_an_allowed_page_reads_the_answer(client: Client, origin: str) -> None:
    response = await client.post("/api/conversations", headers={"Origin": origin})

    assert response.status_code == 201
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["access-control-expose-headers"] == "Retry-After"
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_is_refused_and_cannot_even_read_that(client: Client, origin: str, rasa: FakeRasa) -> None:
    response = await client.post("/api/conversations", headers={"Origin": origin})

    assert is_problem(response, "origin_not_allowed")
    assert "access-control-allow-origin" not in response.headers
    assert rasa.heard == []


async def test_by_default_only_our_own_pages_may(settings: Settings, knowledge: Knowledge, rasa: FakeRasa) -> None:
    async with connect(create_app(settings, knowledge, assess, rasa)) as client:
        assert (await client.post("/api/conversations", headers={"Origin": OWN})).status_code == 201
        assert is_problem(await client.post("/api/conversations", headers={"Origin": AGENCY}), "origin_not_allowed")


async def test_a_program_names_no_origin_and_needs_none(client: Client) -> None:
    response = await client.post("/api/conversations")

    assert response.status_code == 201
    assert "access-control-allow-origin" not in response.headers


async def test_an_allowed_page_reads_errors_too(client: Client) -> None:
    response = await client.get(f"/api/conversations/{UNKNOWN}/messages", headers={"Origin": AGENCY})

    assert is_problem(response, "token_missing")
    assert response.headers["access-control-allow-origin"] == AGENCY


@pytest.mark.parametrize("route", ["", f"/{UNKNOWN}", f"/{UNKNOWN}/messages", f"/{UNKNOWN}/stream"])
async def test_a_browser_that_asks_beforehand_is_told_what_is_allowed(client: Client, route: str) -> None:
    headers = {
        "Origin": AGENCY,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
    }
    response = await client.options(f"/api/conversations{route}", headers=headers)

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == AGENCY
    assert response.headers["access-control-allow-headers"] == "Authorization, Content-Type, Last-Event-ID"
    assert response.headers["access-control-allow-methods"] == "GET, POST, DELETE"
    assert int(response.headers["access-control-max-age"]) >= 600


async def test_a_foreign_page_is_not_allowed_beforehand_either(client: Client) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    response = await client.options("/api/conversations", headers=headers)

    assert is_problem(response, "origin_not_allowed")


@pytest.mark.parametrize("headers", [{}, {"Origin": AGENCY}, {"Origin": "https://evil.example"}])
async def test_no_cache_mixes_answers_for_different_pages(client: Client, headers: dict[str, str]) -> None:
    response = await client.post("/api/conversations", headers=headers)

    assert response.headers["vary"] == "Origin"


async def test_a_stolen_token_does_not_help_a_foreign_page(client: Client) -> None:
    firm: Firm = await open_conversation(client)

    for method, route in (("GET", "/messages"), ("DELETE", "")):
        response = await client.request(
            method, firm.path + route, headers={**firm.headers, "Origin": "https://evil.example"}
        )
        assert is_problem(response, "origin_not_allowed")
    assert await firm.texts() == ["Hello, I am your advisor."]

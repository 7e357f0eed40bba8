"""Who gets in, how often, and what those are told who do not."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient as Client
from httpx import Response
from litestar import Litestar

from advisor.gateway.app import WordingMissingError, create_app
from advisor.gateway.problems import STATUSES
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from tests.gateway.conftest import Clock, Firm, assess, connect, open_conversation
from tests.gateway.fakes import FakeRasa

ROUTES = [("POST", "/messages"), ("GET", "/messages"), ("GET", "/assessment"), ("DELETE", "")]
UNKNOWN = "0" * 32


def is_problem(response: Response, key: str) -> bool:
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == response.status_code == STATUSES[key]
    return bool(body["type"] == f"urn:advisor:problem:{key}")


async def request(client: Client, method: str, path: str, headers: dict[str, str]) -> Response:
    body = {"json": {"text": "hello"}} if method == "POST" else {}
    return await client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]


class TestTokens:
    @pytest.mark.parametrize(("method", "route"), ROUTES)
    async def test_a_missing_or_malformed_token_is_401(self, firm: Firm, method: str, route: str) -> None:
        for header in (None, "", "Bearer", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer " + "é" * 30):
            headers: Any = [] if header is None else [(b"Authorization", header.encode())]

            response = await request(firm.client, method, firm.path + route, headers)

            assert is_problem(response, "token_missing"), header
            assert response.headers["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize(("method", "route"), ROUTES)
    async def test_a_foreign_token_learns_no_more_than_an_unknown_id(
        self, client: Client, firm: Firm, method: str, route: str
    ) -> None:
        stranger = await open_conversation(client)

        foreign = await request(client, method, firm.path + route, stranger.headers)
        unknown = await request(client, method, f"/api/conversations/{UNKNOWN}{route}", stranger.headers)

        assert is_problem(foreign, "not_found")
        assert foreign.content == unknown.content
        assert foreign.headers == unknown.headers
        assert await firm.texts() == ["Hello, I am your advisor."]

    async def test_only_the_digest_is_stored(self, firm: Firm, database: Database) -> None:
        conversation = await ConversationStore(database).get(firm.id)

        assert conversation is not None
        assert firm.token not in str(vars(conversation))
        assert len(firm.token) >= 43

    async def test_a_token_is_given_once(self, client: Client) -> None:
        firms = [await open_conversation(client) for _ in range(3)]

        assert len({firm.token for firm in firms} | {firm.id for firm in firms}) == 6


class TestLimits:
    async def test_thirty_messages_a_minute(self, firm: Firm, clock: Clock) -> None:
        for number in range(30):
            await firm.says(f"message {number}")

        refused = await firm.post({"text": "one more"})

        assert is_problem(refused, "too_many_messages")
        assert refused.headers["Retry-After"] == "60"
        clock.now += 60
        assert await firm.says("one more")

    async def test_a_busy_firm_does_not_slow_another(self, client: Client, firm: Firm) -> None:
        for _ in range(31):
            await firm.post({"text": ""})
        other = await open_conversation(client)

        assert await other.says("hello")

    async def test_requests_a_minute_from_one_address(self, client: Client, clock: Clock) -> None:
        for _ in range(120):
            assert (await client.get("/api/schema/openapi.json")).status_code == 200

        refused = await client.post("/api/conversations")

        assert is_problem(refused, "too_many_requests")
        assert refused.headers["Retry-After"] == "60"
        assert (await client.get("/health")).status_code == 200
        clock.now += 60
        assert (await client.post("/api/conversations")).status_code == 201

    async def test_a_large_body_is_refused(self, firm: Firm) -> None:
        response = await firm.post({"text": "x" * 17_000})

        assert is_problem(response, "body_too_large")
        assert await firm.says("still here")

    async def test_a_body_within_the_limit_is_read(self, firm: Firm) -> None:
        assert is_problem(await firm.post({"text": "x" * 16_000}), "text_too_long")


class TestProblems:
    async def test_an_unknown_address(self, client: Client) -> None:
        assert is_problem(await client.get("/nowhere"), "not_found")

    async def test_a_method_that_is_not_there(self, client: Client) -> None:
        response = await client.put("/api/conversations", json={})

        assert is_problem(response, "method_not_allowed")
        assert "POST" in response.headers["Allow"]

    async def test_what_is_no_json(self, firm: Firm) -> None:
        headers = {**firm.headers, "Content-Type": "application/json"}
        response = await firm.client.post(f"{firm.path}/messages", content=b"{", headers=headers)

        assert is_problem(response, "bad_request")

    async def test_an_error_of_ours_tells_nothing(
        self, settings: Settings, knowledge: Knowledge, rasa: FakeRasa, caplog: pytest.LogCaptureFixture
    ) -> None:
        secret = "our secret recipe"

        def fails(profile: Any) -> Any:
            raise ValueError(secret)

        async with connect(create_app(settings, knowledge, fails, rasa)) as client:
            firm = await open_conversation(client)
            response = await client.get(f"{firm.path}/assessment", headers=firm.headers)

        assert is_problem(response, "internal")
        assert "ValueError" in caplog.text
        assert secret not in response.text + caplog.text

    async def test_an_http_error_that_nobody_foresaw(self, knowledge: Knowledge, app: Litestar) -> None:
        from litestar import get
        from litestar.exceptions import HTTPException

        @get("/teapot")
        async def teapot() -> None:
            raise HTTPException(status_code=418)

        app.register(teapot)
        async with connect(app) as client:
            assert is_problem(await client.get("/teapot"), "internal")

    @pytest.mark.parametrize("text", ["our secret recipe"])
    async def test_what_firms_say_gets_into_no_log(
        self, firm: Firm, rasa: FakeRasa, caplog: pytest.LogCaptureFixture, text: str
    ) -> None:
        caplog.set_level(logging.DEBUG)
        await firm.says(text)
        rasa.up = False
        await firm.says(text)
        rasa.crashes = rasa.up = True
        await firm.says(text)

        ours = [record for record in caplog.records if not record.name.startswith(("aiosqlite", "asyncio"))]
        assert text not in "\n".join(record.getMessage() for record in ours)

    def test_missing_wording_is_named(self, settings: Settings, knowledge: Knowledge, rasa: FakeRasa) -> None:
        wording = {key: text for key, text in knowledge.wording.items() if key != "try_again"}
        lacking = knowledge.model_copy(update={"wording": wording})

        with pytest.raises(WordingMissingError, match="lacks try_again;"):
            create_app(settings, lacking, assess, rasa)


class TestHealth:
    async def test_all_is_there(self, client: Client) -> None:
        response = await client.get("/health")

        assert response.status_code == 200
        assert response.json() == {"status": "ok", "rasa": "ok", "actions": "ok", "database": "ok", "telegram": "off"}

    async def test_something_is_missing(self, client: Client, rasa: FakeRasa) -> None:
        rasa.actions_up = False

        response = await client.get("/health")

        assert response.status_code == 503
        assert response.json() == {
            "status": "degraded",
            "rasa": "ok",
            "actions": "down",
            "database": "ok",
            "telegram": "off",
        }

    async def test_a_database_without_tables_is_down(
        self, settings: Settings, knowledge: Knowledge, rasa: FakeRasa, tmp_path: Path
    ) -> None:
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        async with connect(create_app(settings, knowledge, assess, rasa, database=database)) as client:
            response = await client.get("/health")

        assert response.json()["database"] == "down"


class TestOpenApi:
    async def test_describes_every_route(self, client: Client) -> None:
        schema = (await client.get("/api/schema/openapi.json")).json()

        assert set(schema["paths"]) == {
            "/api/conversations",
            "/api/conversations/{conversation_id}",
            "/api/conversations/{conversation_id}/assessment",
            "/api/conversations/{conversation_id}/messages",
            "/api/conversations/{conversation_id}/plan-link",
            "/api/conversations/{conversation_id}/ratings",
            "/api/conversations/{conversation_id}/stream",
            "/health",
        }
        assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"

    async def test_a_page_for_people_loads_nothing_from_elsewhere(self, client: Client) -> None:
        page = await client.get("/api/schema")

        assert page.headers["content-type"].startswith("text/html")
        assert "POST /api/conversations/{conversation_id}/messages" in page.text
        assert "https://" not in page.text
        assert "<script" not in page.text

    async def test_yaml(self, client: Client) -> None:
        assert (await client.get("/api/schema/openapi.yaml")).headers["content-type"] == ("application/vnd.oai.openapi")

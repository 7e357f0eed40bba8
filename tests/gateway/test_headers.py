"""Headers that tell browsers what not to do, on every answer."""

from __future__ import annotations

import pytest
from httpx import AsyncClient as Client

from advisor.gateway.headers import ALWAYS, policy_of
from advisor.settings import ROOT
from tests.gateway.test_access import UNKNOWN

SECURITY_PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PATHS = [
    "/",
    "/health",
    "/widget.js",
    "/assets/x-12345678.js",
    "/pages/plan.css",
    "/plan/nothing",
    "/plan/nothing/pdf",
    "/nowhere",
    "/api/schema",
    "/api/schema/openapi.json",
    f"/api/conversations/{UNKNOWN}/messages",
]


async def test_they_are_on_every_answer(client: Client) -> None:
    for path in PATHS:
        response = await client.get(path)
        assert [name for name in ALWAYS if name not in response.headers] == [], path
        policy = response.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "*" not in policy
        assert "set-cookie" not in response.headers
        assert "server" not in response.headers


async def test_answers_to_a_method_that_is_not_there_have_them_too(client: Client) -> None:
    for path in PATHS:
        response = await client.patch(path)
        assert response.status_code in (404, 405), path
        assert [name for name in ALWAYS if name not in response.headers] == [], path


@pytest.mark.parametrize("path", ["/", "/api/schema", "/plan/nothing"])
async def test_pages_hold_nothing_that_their_policy_forbids(client: Client, path: str) -> None:
    page = (await client.get(path)).text

    for forbidden in ("<style", " style=", "<script>", " onclick=", " onload=", "javascript:", "http://"):
        assert forbidden not in page


def test_what_belongs_to_a_firm_stays_out_of_caches_and_search_engines() -> None:
    assert policy_of("/plan/x").startswith("default-src 'none'; style-src 'self'")
    assert policy_of("/api/conversations").startswith("default-src 'none'; base-uri")


@pytest.mark.parametrize("path", ["/api/conversations/x/messages", "/plan/x"])
async def test_private_answers_are_not_stored(client: Client, path: str) -> None:
    assert (await client.get(path)).headers["cache-control"] == "private, no-store"


async def test_search_engines_do_not_list_plans(client: Client) -> None:
    assert (await client.get("/plan/x")).headers["x-robots-tag"] == "noindex, nofollow"
    assert "x-robots-tag" not in (await client.get("/")).headers


@pytest.mark.parametrize("name", [*ALWAYS, "Content-Security-Policy", "X-Robots-Tag", "Cache-Control"])
def test_each_has_its_reason_on_the_page(name: str) -> None:
    assert f"`{name}" in SECURITY_PAGE


@pytest.mark.parametrize("policy", [policy_of("/")])
def test_the_page_quotes_the_policy(policy: str) -> None:
    assert policy in SECURITY_PAGE

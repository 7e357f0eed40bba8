"""Whoever opens the gateway in a browser finds the API described."""

from __future__ import annotations

from httpx import AsyncClient


async def test_the_front_door_leads_to_the_description(client: AsyncClient) -> None:
    page = await client.get("/", follow_redirects=True)
    assert page.url.path == "/api/schema"
    assert "text/html" in page.headers["content-type"]
    assert "POST /api/conversations" in page.text


async def test_the_description_names_no_other_host(client: AsyncClient) -> None:
    page = await client.get("/api/schema")
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "https://" not in page.text

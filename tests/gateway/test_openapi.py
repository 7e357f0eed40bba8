"""The API described for people."""

from __future__ import annotations

from httpx import AsyncClient


async def test_the_first_page_leads_to_the_description(client: AsyncClient) -> None:
    assert 'href="/api/schema"' in (await client.get("/")).text
    page = await client.get("/api/schema")
    assert "text/html" in page.headers["content-type"]
    assert "POST /api/conversations" in page.text


async def test_the_description_names_no_other_host(client: AsyncClient) -> None:
    page = await client.get("/api/schema")
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "https://" not in page.text

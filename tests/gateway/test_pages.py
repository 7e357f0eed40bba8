"""The first page."""

from __future__ import annotations

from httpx import AsyncClient as Client

from advisor.settings import Settings

EMBEDDED = '<script src="/widget.js" data-language="en" defer></script>'


async def test_it_has_the_widget_by_one_line(client: Client, settings: Settings) -> None:
    settings.widget_dir.mkdir()
    (settings.widget_dir / "widget.js").write_text("launch();")

    page = await client.get("/")

    assert page.headers["content-type"].startswith("text/html")
    assert page.text.count("<script") == page.text.count(EMBEDDED) == 1
    assert "npm" not in page.text


async def test_without_a_widget_it_says_so_kindly(client: Client) -> None:
    page = await client.get("/")

    assert page.status_code == 200
    assert "<script" not in page.text
    assert "not on this page yet" in page.text


async def test_it_says_what_the_advisor_is_and_that_the_agency_is_not(client: Client) -> None:
    page = " ".join((await client.get("/")).text.split())

    assert "A computer program, and not a person" in page
    assert "trade agency do not exist" in page
    assert "no cookies" in page


async def test_it_loads_nothing_from_elsewhere(client: Client) -> None:
    page = (await client.get("/")).text.replace("https://advisor.example/widget.js", "")

    assert "http" not in page

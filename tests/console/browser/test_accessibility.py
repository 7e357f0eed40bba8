"""Every page is usable at both widths, by light and in the dark: axe finds nothing serious, and nothing overflows."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser

from tests.console.browser import scene
from tests.console.browser.desk import NARROW, WIDE, Desk

PAGES = (
    *(
        "",
        "?q=export&stage=preparation",
        "?tag=nothing",
        f"/conversations/{scene.KEY}",
        "/corrections",
        "/numbers?days=all",
    ),
    *("/handovers", f"/conversations/{scene.TALKING}", "/team", "/audit", "/account", "/account/second-step"),
)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(
    browser: Browser,
    morning: str,
    viewport: dict[str, int],
    scheme: Any,
) -> None:
    mei = await Desk.taken(browser, morning, scene.READER, viewport=viewport, color_scheme=scheme)
    for path in PAGES:
        await mei.opens(path)
        await mei.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert await mei.serious_findings() == [], path
        assert await mei.overflow() <= 0, path
    await mei.leaves()


async def test_signing_in_is_usable_too(browser: Browser, address: str) -> None:
    page = await browser.new_page()
    someone = Desk(page, address)
    await someone.opens("/sign-in")

    assert await someone.serious_findings() == []
    await someone.leaves()

"""One of the staff at a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from advisor.settings import ROOT
from tests.console.conftest import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
AXE = ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
"""Pinned with the packages of the widget's tests."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def chromium() -> str | None:
    """Where the browser is, if there is one."""
    return os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """The browser, for as long as it is needed."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        await browser.close()


@dataclass
class Desk:
    """A tab in which somebody is signed in, and all that happened in it that must not."""

    page: Page
    address: str
    dark: bool = False
    faults: list[str] = field(default_factory=list)

    @classmethod
    async def taken(cls, browser: Browser, address: str, name: str, **options: Any) -> Desk:
        """Sign in, in a window of its own."""
        context = await browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **options})
        context.set_default_timeout(20_000)
        desk = cls(await context.new_page(), address)
        desk._watch(context)
        await desk.opens("")
        await desk.page.get_by_label("Name").fill(name)
        await desk.page.get_by_label("Password").fill(PASSWORD)
        await desk.page.get_by_role("button", name="Sign in").click()
        await desk.at_the_list()
        return desk

    async def at_the_list(self) -> None:
        """Wait until the list is there as a whole: keys are for its scripts, which the browser runs last."""
        await self.page.get_by_role("heading", name="Conversations").wait_for()
        await self.page.wait_for_load_state("load")

    def _watch(self, context: BrowserContext) -> None:
        page = self.page
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)
        page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        context.on("request", lambda request: self._sees(request.url))

    def _sees(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(self.address):
            self.faults.append(f"foreign request: {url}")

    async def opens(self, path: str) -> None:
        """Go to a page of the console."""
        await self.page.goto(f"{self.address}/console{path}")

    async def focused(self) -> str:
        """What the keyboard is at."""
        return str(
            await self.page.evaluate(
                "() => { const at = document.activeElement; return at.id || at.getAttribute('href') || at.tagName }"
            )
        )

    async def serious_findings(self) -> list[str]:
        """What axe finds that keeps somebody from using the page."""
        await self.page.evaluate(AXE.read_text("utf-8"))
        found = await self.page.evaluate("(rules) => window.axe.run(document, { runOnly: rules })", RULES)
        return [
            f"{one['id']}: {', '.join(str(node['target']) for node in one['nodes'][:5])}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]

    async def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(await self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))

    async def picture(self, path: Path, *, whole: bool = False) -> None:
        """What is to be seen."""
        await self.page.evaluate("() => document.fonts.ready")
        await self.page.screenshot(path=path, full_page=whole, animations="disabled")

    async def leaves(self) -> None:
        """Close the window.

        Raises:
            AssertionError: something happened that must not.
        """
        await self.page.context.close()
        assert self.faults == []

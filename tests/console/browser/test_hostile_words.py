"""Sixty hostile payloads in every place there is: none runs in a real browser, not even without our CSP."""

from __future__ import annotations

import pytest
from litestar import Litestar
from playwright.async_api import Browser

from advisor.console.accounts import Accounts
from advisor.console.permissions import Role
from tests.console.browser.desk import Desk
from tests.console.conftest import PASSWORD, Archive
from tests.console.hostile import PAYLOADS, plant
from tests.console.test_hostile_words import pages

FILES = (".yml", ".csv", "/csv", "/jsonl", "/md")
STIR = """() => {
  const acts = (each) => each.matches("button, a, summary, input, select, form");
  for (const each of document.querySelectorAll("details")) each.open = true;
  for (const each of document.querySelectorAll("*")) {
    for (const kind of ["mouseover", "focus", "toggle", "error", "load"]) each.dispatchEvent(new Event(kind));
    if (!acts(each)) each.dispatchEvent(new Event("click"));
  }
}"""
"""Whatever waits for something to happen, it happens."""
REFUSED = "the server responded with a status of 4"
SCRIPT = "%22%3E%3Cscript%3Ewindow.xss=1%3C/script%3E"


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["as served", "without our CSP"])
async def test_nothing_runs(
    browser: Browser, app: Litestar, address: str, accounts: Accounts, archive: Archive, *, bypass_csp: bool
) -> None:
    await accounts.add("ana", Role.ADMIN, "test", PASSWORD)
    key = await plant(archive, "ana")
    ana = await Desk.taken(browser, address, "ana", bypass_csp=bypass_csp)
    hostile = [f"?{name}={SCRIPT}" for name in ("q", "tag", "channel")]
    for path in [*pages(app, key), f"/conversations/{key}?page=1", *hostile]:
        if not path.endswith(FILES):
            await ana.opens(path)
            await ana.page.evaluate(STIR)
            assert await ana.page.evaluate("() => window.xss") is None, path
            assert await ana.page.evaluate("() => frames.length") == 0, path
    await ana.opens(f"/conversations/{key}?page=1")
    shown = await ana.page.inner_text("main")
    assert sum(payload.split()[0] in shown for payload in PAYLOADS) > 30
    # Some addresses are no pages of their own; what they answer was looked at as well.
    ana.faults = [fault for fault in ana.faults if REFUSED not in fault]
    await ana.leaves()

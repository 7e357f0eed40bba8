"""A real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.console.browser.desk import FLAGS, chromium


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window. Skips the test where there is none, but never in CI."""
    path = chromium()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("there is no Chromium here: `sudo apt-get install chromium`")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()

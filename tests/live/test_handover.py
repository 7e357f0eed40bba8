"""A firm and a reviewer, each in a browser, talk with each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.browser import browser
from tests.live.desk import add_reviewer
from tests.live.system import WholeSystem

ASKED = "I want to talk to a person, please"
WAIT = 20_000
"""Milliseconds. Nothing here takes two seconds on a machine with nothing else to do."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def password(system: WholeSystem) -> str:
    """Of mei, a reviewer."""
    return add_reviewer(system.settings, "mei")


def firm_in(chromium: Browser, url: str) -> Page:
    """A firm on a small screen, which has the widget open."""
    page = chromium.new_context(viewport={"width": 390, "height": 780}).new_page()
    page.set_default_timeout(WAIT)
    page.goto(url)
    page.get_by_role("button", name="Open the export advisor").click()
    expect(page.get_by_role("log")).to_contain_text("advisor", timeout=WAIT)
    return page


def staff_in(chromium: Browser, url: str, password: str) -> Page:
    """mei at her desk."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{url}/console/handovers")
    page.get_by_label("Name").fill("mei")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    return page


def writes(firm: Page, text: str) -> None:
    field = firm.get_by_label("Your message")
    field.fill(text)
    field.press("Enter")


def takes_over(desk: Page) -> None:
    """The firm of this test: others of other tests may wait, too."""
    desk.locator(".waiting").filter(has_text=ASKED).get_by_role("button", name="Take over").click()


def test_a_firm_asks_for_a_person_and_gets_one(
    system: WholeSystem, chromium: Browser, password: str, tmp_path: Path
) -> None:
    firm = firm_in(chromium, system.url)
    log = firm.get_by_role("log")
    expect(firm.get_by_text("A computer program, not a person", exact=True)).to_be_visible()
    writes(firm, ASKED)
    expect(log).to_contain_text("I have also told the people behind this advisor", timeout=WAIT)

    desk = staff_in(chromium, system.url, password)
    expect(desk.locator(".count")).not_to_be_empty()
    keep(desk, "console-handovers")
    takes_over(desk)
    expect(desk.get_by_role("heading", name="You are talking with this firm")).to_be_visible()

    expect(log).to_contain_text("mei is here now", timeout=WAIT)
    expect(firm.get_by_text("mei, a person, answers you")).to_be_visible()
    desk.get_by_label("Your message").fill("Hello, this is Mei. <b>How</b> can I help?")
    desk.get_by_role("button", name="Send").click()
    expect(log.locator(".message.person")).to_contain_text("Hello, this is Mei. <b>How</b> can I help?", timeout=WAIT)

    writes(firm, "We need a buyer for our baskets")
    # It comes by itself: nobody loads the page again.
    expect(desk.locator("article.message.firm").last).to_contain_text("We need a buyer for our baskets", timeout=WAIT)
    expect(log.locator(".message").last).to_contain_text("We need a buyer for our baskets")
    keep(desk, "console-handover")
    keep(firm, "widget-handover")

    desk.get_by_role("button", name="Hand back to the advisor").click()
    expect(log).to_contain_text("You are talking with me again", timeout=WAIT)
    expect(firm.get_by_text("A computer program, not a person", exact=True)).to_be_visible()
    firm.get_by_role("button", name="Go on").last.click()
    expect(log.locator(".message").last).to_contain_text("In which country is your firm?", timeout=WAIT)


def test_a_closed_widget_says_that_somebody_has_answered(system: WholeSystem, chromium: Browser, password: str) -> None:
    firm = firm_in(chromium, system.url)
    writes(firm, ASKED)
    expect(firm.get_by_role("log")).to_contain_text("I have also told the people", timeout=WAIT)
    firm.get_by_role("button", name="Close").click()

    desk = staff_in(chromium, system.url, password)
    takes_over(desk)
    desk.get_by_label("Your message").fill("Here I am.")
    desk.get_by_role("button", name="Send").click()

    expect(firm.get_by_text("Someone has answered you")).to_be_visible(timeout=WAIT)
    desk.get_by_role("button", name="Hand back to the advisor").click()


def keep(page: Page, name: str) -> None:
    """A picture for docs/images, where one is wanted."""
    folder = os.environ.get("ADVISOR_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")

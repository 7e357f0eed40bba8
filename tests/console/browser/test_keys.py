"""The console without a mouse."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.console.browser import scene
from tests.console.browser.desk import Desk
from tests.console.conftest import PASSWORD


async def test_a_conversation_is_found_read_reviewed_and_tagged_by_keys_alone(browser: Browser, morning: str) -> None:
    mei = await Desk.taken(browser, morning, scene.READER)
    keys, page = mei.page.keyboard, mei.page

    await keys.press("/")
    assert await mei.focused() == "search"
    await keys.type("chocolate")
    await keys.press("Enter")
    await page.wait_for_url("**q=chocolate*")
    await keys.press("j")
    assert await mei.focused() == f"/console/conversations/{scene.KEY}"
    await keys.press("Enter")
    await page.wait_for_url(f"**/conversations/{scene.KEY}")

    await keys.press("j")
    first = await mei.focused()
    await keys.press("j")
    second = await mei.focused()
    await keys.press("k")
    assert first.startswith("m") and second.startswith("m") and first != second
    assert await mei.focused() == first

    await keys.press("e")
    await page.locator("#done[aria-pressed=true]").wait_for()
    await keys.press("t")
    assert await mei.focused() == "tag"
    await keys.type("cocoa")
    await keys.press("Enter")
    await page.get_by_role("button", name="Take the tag cocoa off").wait_for()
    await mei.leaves()


async def test_the_list_goes_down_and_up_and_no_further_than_its_ends(browser: Browser, morning: str) -> None:
    mei = await Desk.taken(browser, morning, scene.READER)
    seen = []
    for key in ("k", "j", "j", "k"):
        await mei.page.keyboard.press(key)
        seen.append(await mei.focused())

    listed = [await each.get_attribute("href") for each in await mei.page.locator("a.open").all()]
    assert seen == [listed[0], listed[1], listed[2], listed[1]]
    await mei.leaves()


async def test_the_keys_are_shown_and_closed_again(browser: Browser, morning: str) -> None:
    mei = await Desk.taken(browser, morning, scene.READER)
    await mei.page.keyboard.press("?")
    await mei.page.get_by_role("dialog", name="Keys").wait_for()
    assert await mei.serious_findings() == []
    await mei.page.keyboard.press("j")
    assert not (await mei.focused()).startswith("/console/conversations/")
    await mei.page.keyboard.press("Escape")

    await expect(mei.page.get_by_role("dialog")).to_have_count(0)
    await mei.leaves()


async def test_keys_are_letters_where_one_writes(browser: Browser, morning: str) -> None:
    mei = await Desk.taken(browser, morning, scene.READER)
    await mei.opens(f"/conversations/{scene.KEY}")
    await mei.page.get_by_label("New note").focus()
    await mei.page.keyboard.type("ej/t?k")

    assert await mei.page.get_by_label("New note").input_value() == "ej/t?k"
    await mei.leaves()


async def test_everything_is_reached_by_tab_and_seen(browser: Browser, address: str, morning: str) -> None:
    mei = Desk(await browser.new_page(), address)
    keys, page = mei.page.keyboard, mei.page
    await mei.opens("")
    await keys.type(scene.READER)
    await keys.press("Tab")
    await keys.type(PASSWORD)
    await keys.press("Enter")
    # A page that is still loading goes to the fragment of its address once more at its end, and takes the focus there.
    await mei.at_the_list()
    await keys.press("Tab")
    assert await page.evaluate("() => document.activeElement.className") == "skip"
    assert await page.evaluate("() => document.activeElement.getBoundingClientRect().left") >= 0
    await keys.press("Enter")
    await page.wait_for_url("**#main")
    assert await mei.focused() == "main"
    await keys.press("Tab")
    assert await mei.focused() == "search"
    outline = await page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    await mei.leaves()

"""The queue of firms that want a person, and speaking with one of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from httpx import AsyncClient, Response

from advisor.console.accounts import IDLE_SECONDS, Accounts
from advisor.store.audit import AuditLog
from advisor.store.database import Database
from advisor.store.handovers import HandoverStore, ask_for_person
from advisor.store.staff import StaffStore
from tests.console.conftest import Archive, Staffer
from tests.gateway.conftest import Firm, open_conversation
from tests.gateway.fakes import FakeRasa

pytestmark = pytest.mark.slow

MESSAGE = re.compile(r'name="message" value="([0-9a-f]{32})"')


@pytest.fixture
async def firm(client: AsyncClient, database: Database) -> Firm:
    """A firm that said something and then asked for a person."""
    firm = await open_conversation(client)
    await firm.says("We weave baskets in Vientiane")
    await firm.says("Call me at +856 20 5555 1234, <b>please</b>")
    async with database.begin() as session:
        await ask_for_person(session, firm.id, 1_790_000_000.0)
    return firm


async def takes_over(staffer: Staffer, firm: Firm) -> str:
    """Take over, and the page then."""
    response = await staffer.post(f"/conversations/{firm.id}/take")
    assert response.status_code == 303, response.text
    return await staffer.reads(f"/conversations/{firm.id}")


async def writes(staffer: Staffer, firm: Firm, text: str) -> Response:
    page = await staffer.reads(f"/conversations/{firm.id}")
    found = MESSAGE.search(page[page.index('id="reply"') :])
    assert found
    return await staffer.post(f"/conversations/{firm.id}/say", text=text, message=found[1])


async def test_the_queue_tells_who_waits_and_what_was_said(reviewer: Staffer, firm: Firm) -> None:
    page = await reviewer.reads("/handovers")

    assert "waits since 2026-" in page
    assert "We weave baskets in Vientiane" in page
    assert "&lt;b&gt;please&lt;/b&gt;" in page
    assert await reviewer.reads("/handovers/count") == "1"


async def test_a_viewer_sees_the_queue_masked_and_cannot_take_over(viewer: Staffer, firm: Firm) -> None:
    assert "5555" not in await viewer.reads("/handovers")
    assert (await viewer.post(f"/conversations/{firm.id}/take")).status_code == 403
    assert "Take over" not in await viewer.reads(f"/conversations/{firm.id}")


async def test_an_empty_queue_says_so(reviewer: Staffer) -> None:
    assert "Nobody waits" in await reviewer.reads("/handovers")
    assert await reviewer.reads("/handovers/count") == ""


async def test_a_reviewer_takes_over_writes_and_hands_back(reviewer: Staffer, firm: Firm) -> None:
    page = await takes_over(reviewer, firm)
    assert "You are talking with this firm" in page
    assert (await writes(reviewer, firm, "Hello, what do you need?")).status_code == 303
    await firm.says("A buyer in Japan")

    page = await reviewer.reads(f"/conversations/{firm.id}")
    assert page.index("is here now") < page.index("what do you need?") < page.index("A buyer in Japan")
    assert "to the.reviewer" in page
    assert "with the.reviewer" in await reviewer.reads("/handovers")
    assert (await reviewer.post(f"/conversations/{firm.id}/hand-back")).status_code == 303
    assert [message["author"] for message in await firm.history()][-4:] == ["advisor", "person", "firm", "advisor"]
    assert "Nobody waits" in await reviewer.reads("/handovers")


async def test_what_is_new_comes_by_itself(reviewer: Staffer, firm: Firm) -> None:
    page = await takes_over(reviewer, firm)
    live = re.search(r'hx-get="/console(/conversations/[0-9a-f]+/live\?after=[0-9]+)"', page)
    assert live
    assert (await reviewer.get(live[1])).status_code == 204

    await firm.says("Are you <i>there</i>?")
    fresh = await reviewer.reads(live[1])
    assert "Are you &lt;i&gt;there&lt;/i&gt;?" in fresh
    assert "live?after=" in fresh


@pytest.mark.parametrize("after", ["", "x", "1" * 16])
async def test_new_since_nothing_is_refused(reviewer: Staffer, firm: Firm, after: str) -> None:
    assert (await reviewer.get(f"/conversations/{firm.id}/live?after={after}")).status_code == 422


async def test_what_cannot_be_sent_stays_in_the_form(reviewer: Staffer, firm: Firm, rasa: FakeRasa) -> None:
    await takes_over(reviewer, firm)
    rasa.up = False
    response = await writes(reviewer, firm, "Two lines\nof words")

    assert response.status_code == 503
    assert "Two lines\nof words</textarea>" in response.text
    found = MESSAGE.search(response.text[response.text.index('id="reply"') :])
    assert found
    rasa.up = True
    again = await reviewer.post(f"/conversations/{firm.id}/say", text="Two lines\nof words", message=found[1])
    assert again.status_code == 303
    assert (await firm.texts())[-1] == "Two lines\nof words"


async def test_taking_over_and_handing_back_wait_for_rasa_too(reviewer: Staffer, firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    assert (await reviewer.post(f"/conversations/{firm.id}/take")).status_code == 503
    rasa.up = True
    await takes_over(reviewer, firm)
    rasa.up = False
    assert (await reviewer.post(f"/conversations/{firm.id}/hand-back")).status_code == 503


async def test_a_second_one_is_told_who_speaks(reviewer: Staffer, admin: Staffer, firm: Firm) -> None:
    await takes_over(reviewer, firm)
    response = await admin.post(f"/conversations/{firm.id}/take")

    assert response.status_code == 409
    assert "the.reviewer is talking with this firm" in response.text


async def test_words_for_a_firm_that_went_back_are_kept_in_the_form(reviewer: Staffer, firm: Firm) -> None:
    await takes_over(reviewer, firm)
    await firm.taps("/back_to_advisor")
    response = await reviewer.post(f"/conversations/{firm.id}/say", text="Too late", message="a" * 32)

    assert response.status_code == 409
    assert "Too late</textarea>" in response.text
    assert "The firm is talking with the advisor again" in response.text


@pytest.mark.parametrize("form", [{"text": "", "message": "a" * 32}, {"text": "Hi", "message": "../x"}])
async def test_a_malformed_message_is_refused(reviewer: Staffer, firm: Firm, form: dict[str, str]) -> None:
    assert (await reviewer.post(f"/conversations/{firm.id}/say", **form)).status_code == 422


async def test_who_needs_no_answer_is_taken_out_of_the_queue(reviewer: Staffer, firm: Firm) -> None:
    response = await reviewer.post(f"/conversations/{firm.id}/hand-back", **{"from": "queue"})

    assert response.headers["location"] == "/console/handovers"
    assert "Nobody waits" in await reviewer.reads("/handovers")


async def test_the_log_tells_who_spoke_but_not_what_was_said(reviewer: Staffer, admin: Staffer, firm: Firm) -> None:
    await takes_over(reviewer, firm)
    await writes(reviewer, firm, "A secret word")
    await reviewer.post(f"/conversations/{firm.id}/hand-back")

    log = await admin.reads("/audit")
    assert all(word in log for word in (">take<", ">say<", ">hand back<"))
    assert "secret word" not in log


async def test_an_open_page_keeps_no_session_alive(
    reviewer: Staffer, accounts: Accounts, database: Database, firm: Firm
) -> None:
    token = reviewer.client.cookies["advisor_staff"]
    later = Accounts(StaffStore(database), AuditLog(database), now=lambda: accounts.now() + IDLE_SECONDS - 5)
    assert await later.visit(token, is_use=False) is not None
    over = Accounts(StaffStore(database), AuditLog(database), now=lambda: accounts.now() + IDLE_SECONDS + 5)
    assert await over.visit(token, is_use=False) is None

    asked: Any = await reviewer.get("/handovers/count")
    assert (asked.status_code, asked.headers.get("hx-redirect")) == (401, None)


async def test_a_firm_that_pressed_buttons_only_waits_too(
    reviewer: Staffer, archive: Archive, database: Database
) -> None:
    key = await archive.add()
    async with database.begin() as session:
        await ask_for_person(session, key, 1_790_000_000.0)
    assert "it pressed buttons" in await reviewer.reads("/handovers")
    assert len(await HandoverStore(database).queue()) == 1

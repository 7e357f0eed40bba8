"""Links to a firm's plan, and the page that they open."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from httpx import AsyncClient as Client
from litestar import Litestar
from sqlalchemy import select

from advisor.core.report import report
from advisor.gateway.app import create_app
from advisor.gateway.plans import LINK_SECONDS, PlanDesk
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.database import Database
from advisor.store.models import PlanLink
from tests.gateway.conftest import Firm, connect, open_conversation
from tests.gateway.fakes import FakeRasa

Json = dict[str, Any]

PROFILE: Json = {"answers": {"country": {"option": "VNM"}, "sold_abroad": {"option": "once_or_twice"}}}


@pytest.fixture
def app(settings: Settings, real_knowledge: Knowledge, rasa: FakeRasa) -> Litestar:
    return create_app(settings, real_knowledge, partial(report, real_knowledge), rasa)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[Client]:
    async with connect(app) as client:
        yield client


@pytest.fixture
async def firm(client: Client, rasa: FakeRasa) -> Firm:
    """A firm that told a little."""
    firm = await open_conversation(client)
    rasa.profile = PROFILE
    await firm.says("We make lamps in Viet Nam")
    return firm


async def link(firm: Firm) -> str:
    response = await firm.client.post(f"{firm.path}/plan-link", headers=firm.headers)
    assert response.status_code == 201, response.text
    assert set(response.json()) == {"path", "expires_at"}
    return response.json()["path"]  # type: ignore[no-any-return]


def is_gone(page: Any) -> bool:
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    return "There is no plan here" in page.text


async def test_the_page_shows_what_the_api_tells(firm: Firm) -> None:
    told = (await firm.client.get(f"{firm.path}/assessment", headers=firm.headers)).json()["plan"]

    page = (await firm.client.get(await link(firm))).text

    for item in told["items"]:
        assert item["step"]["title"] in page
        for source in item["sources"]:
            assert re.sub("&", "&amp;", source["name"]).split("'")[0] in page
    assert "Viet Nam" in page
    assert "checked " in page


async def test_it_needs_no_token_and_follows_newer_answers(firm: Firm, rasa: FakeRasa, app: Litestar) -> None:
    path = await link(firm)
    rasa.profile = {"answers": {"country": {"option": "FJI"}}}
    await firm.says("No, in Fiji")

    page = await firm.client.get(path)

    assert page.status_code == 200
    assert "Fiji" in page.text
    assert "Viet Nam" not in page.text


async def test_nobody_keeps_it_and_no_search_engine_finds_it(firm: Firm) -> None:
    path = await link(firm)
    for page in (await firm.client.get(path), await firm.client.get(f"{path}/pdf")):
        assert page.headers["cache-control"] == "private, no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"


async def test_it_can_be_had_as_a_pdf(firm: Firm) -> None:
    path = await link(firm)

    pdf = await firm.client.get(f"{path}/pdf")

    assert f'href="{path}/pdf"' in (await firm.client.get(path)).text
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"] == 'inline; filename="plan.pdf"'
    assert pdf.content.startswith(b"%PDF-")


async def test_a_plan_before_anything_was_told_is_a_first_guess(client: Client) -> None:
    firm = await open_conversation(client)

    page = (await client.get(await link(firm))).text

    assert "This is an early guess and not a verdict" in page


@pytest.mark.parametrize("suffix", ["", "/pdf"])
async def test_a_guessed_link_opens_nothing(client: Client, suffix: str) -> None:
    for token in ("x", "A" * 43, "..%5c..%5cetc", "%3Cscript%3E", "A" * 5000, "%00", "\u2603"):
        assert is_gone(await client.get(f"/plan/{token}{suffix}")), token


async def test_a_link_does_not_open_the_conversation_nor_its_token_the_plan(firm: Firm) -> None:
    token = (await link(firm)).removeprefix("/plan/")

    assert (
        await firm.client.get(f"{firm.path}/messages", headers={"Authorization": f"Bearer {token}"})
    ).status_code == 404
    assert is_gone(await firm.client.get(f"/plan/{firm.token}"))


async def test_an_altered_link_opens_nothing(firm: Firm) -> None:
    path = await link(firm)

    assert is_gone(await firm.client.get(path[:-1] + ("A" if path[-1] != "A" else "B")))
    assert is_gone(await firm.client.get(path.swapcase().replace("/PLAN/", "/plan/")))


async def test_a_link_goes_with_its_conversation(firm: Firm) -> None:
    path = await link(firm)
    await firm.client.delete(firm.path, headers=firm.headers)

    assert is_gone(await firm.client.get(path))
    assert is_gone(await firm.client.get(f"{path}/pdf"))


async def test_a_link_lasts_ninety_days(firm: Firm, database: Database) -> None:
    path = await link(firm)
    async with database.begin() as session:
        kept = (await session.scalars(select(PlanLink))).one()
        assert path.removeprefix("/plan/") not in str(vars(kept))
        assert kept.expires_at - kept.created_at == LINK_SECONDS == 90 * 24 * 3600
        kept.expires_at = time.time() - 1

    assert is_gone(await firm.client.get(path))


async def test_only_the_firm_itself_makes_links(client: Client, firm: Firm) -> None:
    stranger = await open_conversation(client)

    assert (await client.post(f"{firm.path}/plan-link")).status_code == 401
    assert (await client.post(f"{firm.path}/plan-link", headers=stranger.headers)).status_code == 404


async def test_one_pdf_is_made_at_a_time(app: Litestar) -> None:
    desk = app.dependencies["plan_desk"].dependency()

    assert isinstance(desk, PlanDesk)
    assert desk.one_pdf._value == 1

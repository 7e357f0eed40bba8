"""What firms, staff or strangers write stays text on every page that shows it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from litestar import Litestar

from tests.console.conftest import Archive, Staffer
from tests.console.hostile import PAYLOADS, inspected, plant
from tests.console.test_permissions import filled, routes

pytestmark = pytest.mark.slow

PLACES = (
    *("?q={}", "?tag={}", "?channel={}", "?assignee={}", "?country={}", "?after={}", "/numbers?channel={}"),
    *("/sign-in?next={}", "/audit?before={}", "/{}", "/conversations/{}"),
)


def pages(app: Litestar, key: str) -> list[str]:
    """Every page that can be read, enumerated from the application."""
    return sorted({filled(path, key).removeprefix("/console") for method, path, _ in routes(app) if method == "GET"})


def test_there_are_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


async def test_hostile_words_are_text_on_every_page(app: Litestar, admin: Staffer, archive: Archive) -> None:
    key = await plant(archive, "the.admin")
    shown = set()
    for path in [*pages(app, key), f"/conversations/{key}?page=1", f"/conversations/{key}?page=2", "?tag=x&q=x"]:
        response = await admin.get(path)
        assert response.status_code < 500, path
        if response.headers["content-type"].startswith("text/html"):
            page = inspected(response.text)
            assert page.strange == [], path
            shown |= {payload for payload in PAYLOADS if " ".join(payload.split()) in " ".join(page.text.split())}

    assert shown == set(PAYLOADS)


@pytest.mark.parametrize("place", PLACES)
async def test_hostile_addresses_are_text(admin: Staffer, archive: Archive, place: str) -> None:
    await archive.add("we sell silk")
    for payload in PAYLOADS:
        response = await admin.get(place.format(quote(payload, safe="")))
        assert response.status_code in (200, 303, 400, 404), (place, payload)
        if response.headers["content-type"].startswith("text/html"):
            assert inspected(response.text).strange == [], (place, payload)


async def test_hostile_names_are_refused(admin: Staffer, archive: Archive) -> None:
    key = await archive.add("we sell silk")
    for payload in PAYLOADS:
        made = await admin.post("/team", name=payload, role="viewer")
        assert made.status_code == 422, payload
        assert inspected(made.text).strange == [], payload
        tagged = await admin.post(f"/conversations/{key}/tags", tag=payload)
        assert tagged.status_code == 422, payload
        assert inspected(tagged.text).strange == [], payload

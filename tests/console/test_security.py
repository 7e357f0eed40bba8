"""Nobody sees what is not theirs, keeps a session that is over, or is led elsewhere; no file runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

import pytest
from litestar import Litestar

from advisor.console.accounts import Accounts
from advisor.console.guard import COOKIE
from advisor.console.permissions import Role
from advisor.store.console_models import Note
from advisor.store.figures import FigureStore
from advisor.store.models import Rating
from advisor.store.ratings import RatingStore
from advisor.store.reviews import ReviewStore
from tests.console.conftest import PASSWORD, Archive, Staffer
from tests.console.test_hostile_words import pages
from tests.gateway.conftest import visitor
from tests.gateway.fakes import bot, bots, record, slot, user

pytestmark = pytest.mark.slow

TABLE = re.compile(r"/console/numbers/([a-z_]+\.csv)")
STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a cell run, in wide letters too, which spreadsheets in East Asia take for the narrow ones."""
BLANKS = (" ", "\t", "\r", "\n", "\x0b", "\u00a0", "\ufeff", "\x00")
FORMULAS = (*(f"{start}1+1" for start in STARTS), *(f"{blank}=1" for blank in BLANKS), '=HYPERLINK("//evil.example")')


async def test_no_cell_of_any_file_runs_in_a_spreadsheet(app: Litestar, admin: Staffer, archive: Archive) -> None:
    for number, formula in enumerate(FORMULAS):
        cell = formula.replace("\x00", "")  # PostgreSQL has no room for it, and the gateway lets none through
        key = await archive.add(
            formula,
            channel=cell[:32],
            stage=cell[:64],
            reached="question",
            last_question=cell[:64],
            held_back_by=cell[:64],
        )
        await record(archive.database, key, [{**user("x", f"f{number}"), "parse_data": {"intent": {"name": cell}}}])
    files = [f"/conversations/{key}/export/csv" for key in archive.ids] + ["/export/csv?personal=yes"]
    await FigureStore(archive.database).catch_up()
    tables = set(TABLE.findall(await admin.reads("/numbers?days=all")))
    files += [f"/numbers/{table}?days=all" for table in tables]

    texts = [await admin.reads(path) for path in files]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text, newline="")) for cell in row]

    assert len(tables) > 5
    assert [cell for cell in cells if cell.lstrip("".join(BLANKS)).startswith(STARTS)] == []


SECRET = "mei.secret@example.com"


async def test_viewers_never_see_personal_data(
    app: Litestar, viewer: Staffer, reviewer: Staffer, archive: Archive
) -> None:
    profile = {"answers": {"country": {"option": "LAO", "said": f"we are {SECRET} in Laos"}}}
    key = await archive.add(f"write to {SECRET}", profile=profile, turns=1)
    entity = {"intent": {"name": "inform"}, "entities": [{"entity": "place", "value": SECRET}]}
    rows = [
        {**user(f"or {SECRET}", "p1"), "parse_data": entity},
        *bots([bot(f"You said {SECRET}", buttons={SECRET: "/x"})]),
        slot("profile", profile),
    ]
    await record(archive.database, key, rows)
    (last,) = [row for row in await archive.rows(key) if row.text == f"You said {SECRET}"]
    await RatingStore(archive.database).rate(
        Rating(conversation_id=key, event_id=last.id, thumb="up", words=SECRET, rated_at=1.0)
    )
    message = next(row.id for row in await archive.rows(key) if row.type == "user")
    await reviewer.post(f"/conversations/{key}/corrections", message=str(message), intent="contact_person")
    await ReviewStore(archive.database).add_note(
        Note(conversation_id=key, author="the.reviewer", text=f"call {SECRET}, @the.viewer", written_at=1.0)
    )

    for path in [*pages(app, key), f"/conversations/{key}/export/jsonl", f"/conversations/{key}/export/md"]:
        assert SECRET.partition("@")[0] not in (await viewer.get(path)).text, path
    assert SECRET in await reviewer.reads(f"/conversations/{key}")


LEADS = [
    "//evil.example", "///evil.example", "https://evil.example/console", "http:evil.example", "/\\evil.example",
    "\\\\evil.example/console", "/console/../../x", "/console/..%2f..", "/consolevil", "javascript:alert(1)",
    "data:text/html,x", "/console@evil.example", "//evil.example/console", "/%2fevil.example", "\thttps://evil.example",
    " //evil.example", "/console\r\nLocation: https://evil.example", "/console\nSet-Cookie: a=b", "https:///evil.example",
    "//evil.example%2fconsole", "/console//evil.example/..", "?next=//evil.example", "#//evil.example",
    "https://testserver@evil.example/console", "/console/\x00//evil.example",
    "\uff0f\uff0fevil.example", "//[::1]/console",
]  # fmt: skip


@pytest.mark.parametrize("wanted", LEADS)
async def test_after_signing_in_one_is_in_the_console(
    app: Litestar, client: object, accounts: Accounts, wanted: str
) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    someone = visitor(app, "127.0.0.1")

    response = await someone.post("/console/sign-in", data={"name": "mei", "password": PASSWORD, "next": wanted})

    assert response.status_code == 303
    location = response.headers["location"]
    assert location == "/console" or location.startswith(("/console/", "/console?"))
    assert not {"\r", "\n", "\\"} & set(location)
    assert ".." not in location
    assert response.next_request is not None
    assert response.next_request.url.host == "testserver"
    assert "a=b" not in str(response.headers.get_list("set-cookie"))


async def test_a_session_planted_by_a_stranger_never_counts(app: Litestar, client: object, accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    planted = "a-token-that-a-stranger-knows"
    victim, stranger = visitor(app, "127.0.0.1"), visitor(app, "127.0.0.1")
    for one in (victim, stranger):
        one.cookies.set(COOKIE, planted, domain="testserver.local", path="/console")

    await victim.post("/console/sign-in", data={"name": "mei", "password": PASSWORD})

    assert (await stranger.get("/console/account")).status_code == 303


async def test_signing_in_ends_the_session_that_the_browser_had(app: Litestar, viewer: Staffer) -> None:
    old = viewer.client.cookies[COOKIE]

    await viewer.signs_in("the.viewer")
    stranger = visitor(app, "127.0.0.1")
    stranger.cookies.set(COOKIE, old)

    assert viewer.client.cookies[COOKIE] != old
    assert (await stranger.get("/console/account")).status_code == 303
    assert (await viewer.get("/account")).status_code == 200


@pytest.mark.parametrize("after", ["sign_out", "password"])
async def test_a_stolen_session_ends_with_the_owners(app: Litestar, viewer: Staffer, after: str) -> None:
    stolen = viewer.client.cookies[COOKIE]
    stranger = visitor(app, "127.0.0.1")
    stranger.cookies.set(COOKIE, stolen)
    assert (await stranger.get("/console/account")).status_code == 200

    if after == "sign_out":
        await viewer.post("/sign-out")
    else:
        await viewer.post("/account/password", old=PASSWORD, new="a new long password")

    assert (await stranger.get("/console/account")).status_code == 303


async def test_what_hangs_on_one_conversation_is_not_reached_through_another(
    reviewer: Staffer, archive: Archive
) -> None:
    mine, other = await archive.add("we sell silk"), await archive.add("we sell rice from Laos")
    message = next(row.id for row in await archive.rows(other) if row.type == "user")
    await reviewer.post(f"/conversations/{other}/tags", tag="rice")
    await reviewer.post(f"/conversations/{other}/corrections", message=str(message), intent="contact_person")

    page = await reviewer.reads(f"/conversations/{mine}?at={message}")
    refused = await reviewer.post(f"/conversations/{mine}/corrections", message=str(message), intent="contact_person")
    await reviewer.post(f"/conversations/{mine}/tags/remove", tag="rice")
    await reviewer.post("/corrections/remove", conversation=mine, message=str(message))

    assert "sell rice" not in page
    assert refused.status_code == 404
    assert "rice" in await reviewer.reads(f"/conversations/{other}")
    assert "we sell rice" in await reviewer.reads("/corrections")

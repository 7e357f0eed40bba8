"""Finding conversations and reading one."""

from __future__ import annotations

import re

from advisor.console.filters import Filters, match_words
from advisor.console.queries import Conversations
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.reviews import ReviewStore
from tests.console.conftest import Archive, Staffer

FILTERS = (
    "channel=telegram", "country=lao", "stage=preparation", "sure=80", "unsure=30", "turns=2", "missed=1",
    "rating=down", "person=yes", "status=done", "flagged=yes", "assignee=mei", "tag=silk", "until=2020-01-02",
    "q=customs", "q=%22silk+scarves%22", "q=scar", "country=LAO&stage=preparation&q=silk",
)  # fmt: skip
HOSTILE = ('"', '"" ""', "NEAR(", "a AND", "*", "said:x", "((", "-", "^", "'", "\x00", '"a')
LINE = re.compile(r'class="open" href="/console/conversations/([0-9a-f]+)"')


async def found(staff: Staffer, query: str = "") -> list[str]:
    return LINE.findall(await staff.reads(f"?{query}"))


async def test_newest_activity_comes_first(viewer: Staffer, archive: Archive) -> None:
    for number in range(3):
        await archive.add(f"number {number}")

    assert await found(viewer) == archive.ids[::-1]


async def test_an_empty_console_says_what_will_be_here(viewer: Staffer) -> None:
    assert "No conversations yet" in await viewer.reads("")
    assert "Nothing found" in await viewer.reads("?country=LAO")
    assert "The queue is empty" in await viewer.reads("/corrections")
    assert "Nothing to count" in await viewer.reads("/numbers")


async def test_each_filter_finds_its_own(viewer: Staffer, reviewer: Staffer, archive: Archive) -> None:
    other = await archive.add("we sell rice", country="VNM", stage="growth_and_expansion", certainty=0.6)
    wanted = await archive.add(
        "we sell silk scarves",
        "what about customs",
        last_activity=1_577_900_000.0,
        channel="telegram",
        country="LAO",
        stage="preparation",
        certainty=0.9,
        lowest_confidence=0.2,
        not_understood=1,
    )
    await ConversationStore(archive.database).raise_flag(wanted, "asked_for_person")
    await archive.rate(wanted, "down")
    await archive.rate(other, "up")
    await reviewer.post(f"/conversations/{wanted}/status", status="done")
    await reviewer.post(f"/conversations/{wanted}/flag", flagged="yes")
    await reviewer.post(f"/conversations/{wanted}/tags", tag="Silk")
    await ReviewStore(archive.database).change(wanted, 1.0, assignee="mei")

    for query in FILTERS:
        assert await found(viewer, query) == [wanted], query


def test_what_cannot_be_meant_is_left_out() -> None:
    given = {"turns": "many", "since": "yesterday", "status": "'; DROP TABLE", "country": "LAO", "nonsense": "1"}

    assert Filters.parse(given) == Filters(country="LAO")
    assert Filters.parse({"since": "9999-12-31", "until": "0001-01-01", "sure": "²"}) == Filters()


async def test_no_search_breaks(viewer: Staffer, archive: Archive) -> None:
    await archive.add("we sell silk")

    for words in HOSTILE:
        await viewer.reads(f"?q={words}".replace("\x00", "%00"))
        assert match_words(words), words


async def test_pages_neither_repeat_nor_leave_out(archive: Archive, database: Database) -> None:
    for number in range(25):
        await archive.add(f"number {number}", last_activity=1_790_000_000.5 + number // 3)
    conversations, seen, after = Conversations(database), [], None
    while True:
        page = await conversations.page(Filters(), after, size=4)
        seen += [line.conversation.id for line in page.lines]
        after = page.next
        if after is None:
            break

    assert sorted(seen) == sorted(archive.ids)
    assert len(set(seen)) == len(seen)


async def test_search_forgets_what_is_erased(admin: Staffer, archive: Archive) -> None:
    key = await archive.add("we sell silk")
    await admin.post(f"/conversations/{key}/tags", tag="silk")
    await admin.post(f"/conversations/{key}/notes", text="a note")
    assert await found(admin, "q=silk") == [key]

    assert (await admin.post(f"/conversations/{key}/erase", sure="yes")).status_code == 303

    assert await found(admin, "q=silk") == []
    assert (await admin.get(f"/conversations/{key}")).status_code == 404
    assert "erase" in await admin.reads("/audit")


async def test_the_transcript_shows_what_was_understood(viewer: Staffer, archive: Archive) -> None:
    key = await archive.add("we sell silk")

    page = await viewer.reads(f"/conversations/{key}")

    for words in ("we sell silk", "You said: we sell silk", "inform", "42 %", "action_answer_question", "2 facts"):
        assert words in page
    assert '<svg viewBox="0 0 320 120"' in page
    assert "As a table" in page


async def test_viewers_see_personal_data_masked(viewer: Staffer, reviewer: Staffer, archive: Archive) -> None:
    key = await archive.add("write to mei@example.com or +66 81 234 5678")

    masked, whole = await viewer.reads(f"/conversations/{key}"), await reviewer.reads(f"/conversations/{key}")

    assert "mei@example.com" not in masked and "5678" not in masked
    assert "[e-mail]" in masked
    assert "mei@example.com" in whole


async def test_long_ones_load_by_pages_and_links_find_their_page(viewer: Staffer, archive: Archive) -> None:
    key = await archive.add(*(f"message number {number}." for number in range(100)))
    first = (await ConversationStore(archive.database).rows(key, types=("user",)))[0]

    last, linked = (
        await viewer.reads(f"/conversations/{key}"),
        await viewer.reads(f"/conversations/{key}?at={first.id}"),
    )

    assert "Page 3 of 3" in last and "message number 99." in last and "message number 1." not in last
    assert "Page 1 of 3" in linked and f'id="m{first.id}"' in linked


XSS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "{{ 7*7 }}", "{% raw %}",
    "' onmouseover='alert(1)", "</textarea><script>", "<a href=javascript:alert(1)>x</a>", "&lt;script&gt;", "<!--",
]  # fmt: skip


async def test_what_firms_write_stays_text(reviewer: Staffer, archive: Archive) -> None:
    key = await archive.add(*XSS)
    await reviewer.post(f"/conversations/{key}/notes", text=XSS[0])

    page = await reviewer.reads(f"/conversations/{key}")

    for payload in ("<script>alert", "<img src=x", "<svg onload", "<a href=javascript", "' onmouseover='"):
        assert payload not in page
    assert "{{ 7*7 }}" in page


async def test_views_are_ones_own(viewer: Staffer, reviewer: Staffer) -> None:
    await viewer.post("/views", name="Laos, new", query="country=LAO&status=new&evil=1")

    assert "Laos, new" in await viewer.reads("")
    assert "/console?country=LAO&amp;status=new" in await viewer.reads("")
    assert "Laos, new" not in await reviewer.reads("")
    await reviewer.post("/views/remove", id="1")
    assert "Laos, new" in await viewer.reads("")
    await viewer.post("/views/remove", id="1")
    assert "Laos, new" not in await viewer.reads("")

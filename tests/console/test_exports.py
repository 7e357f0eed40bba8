"""Files and figures."""

from __future__ import annotations

import csv
import io
import json
import time

import pytest

from advisor.store.figures import FigureStore
from advisor.store.models import TurnTime
from tests.console.conftest import Archive, Staffer

FORMULAS = ['=HYPERLINK("https://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1"]


async def test_csv_runs_nothing_in_a_spreadsheet(reviewer: Staffer, archive: Archive) -> None:
    await archive.add(*FORMULAS)

    rows = list(csv.DictReader(io.StringIO(await reviewer.reads("/export/csv?personal=yes"))))

    said = [row["text"] for row in rows if row["author"] == "firm"]
    assert len(said) == len(FORMULAS)
    assert all(words.startswith("'") for words in said)


async def test_json_lines_and_markdown(viewer: Staffer, archive: Archive) -> None:
    await archive.add("we sell *silk*", country="LAO")
    await archive.add("write to mei@example.com", country="VNM")

    lines = [json.loads(line) for line in (await viewer.reads("/export/jsonl")).splitlines()]
    markdown = await viewer.reads("/export/md?country=LAO")

    assert [line["country"] for line in lines] == ["VNM", "LAO"]
    assert lines[0]["messages"][0]["text"] == "write to [e-mail]"
    assert "**firm**: we sell \\*silk\\*" in markdown
    assert "example" not in markdown


async def test_viewers_get_no_personal_data(viewer: Staffer, archive: Archive) -> None:
    key = await archive.add("write to mei@example.com")

    assert (await viewer.get("/export/csv?personal=yes")).status_code == 403
    assert (await viewer.get(f"/conversations/{key}/export/md?personal=yes")).status_code == 403
    assert (await viewer.get("/export/exe")).status_code == 404


async def test_numbers_are_drawn_tabled_and_given_as_csv(viewer: Staffer, archive: Archive) -> None:
    for stage, country in (("preparation", "LAO"), ("preparation", "LAO"), ("growth_and_expansion", "JPN")):
        await archive.add(
            "hello", stage=stage, country=country, reached="plan", questions=9, held_back_by="market_choice"
        )
    await archive.add("hello", reached="question", last_question="sold_abroad", questions=1)

    await FigureStore(archive.database).catch_up()
    page = await viewer.reads("/numbers?days=all")
    countries = list(csv.DictReader(io.StringIO(await viewer.reads("/numbers/stages_by_country.csv?days=all"))))
    reached = list(csv.DictReader(io.StringIO(await viewer.reads("/numbers/reached.csv?days=all"))))

    assert "75 %" in page  # got a plan
    assert page.count("<svg") >= 7
    assert [(row["country"], row["preparation"]) for row in countries] == [("Lao PDR", "2"), ("Japan", "0")]
    assert [row["conversations"] for row in reached] == ["4", "4", "3", "3"]
    assert (await viewer.get("/numbers/nothing.csv")).status_code == 404


async def test_how_long_firms_wait_is_told_by_day_and_channel(viewer: Staffer, archive: Archive) -> None:
    key, now = await archive.add("hello"), time.time()
    waits = [("web", 40)] * 18 + [("web", 1234), ("telegram", 700)]
    async with archive.database.begin() as session:
        session.add_all([TurnTime(conversation_id=key, channel=channel, at=now, ms=ms) for channel, ms in waits])
    await FigureStore(archive.database).catch_up()

    days, channels = [
        list(csv.DictReader(io.StringIO(await viewer.reads(f"/numbers/answers_by_{one}.csv?days=7"))))
        for one in ("day", "channel")
    ]

    assert [(row["answers"], row["p50"], row["p95"]) for row in days] == [("20", "40", "700")]
    assert {row["channel"]: (row["answers"], row["p95"]) for row in channels} == {
        "web": ("19", "1200"), "telegram": ("1", "700")
    }  # fmt: skip
    assert "0.7 s" in await viewer.reads("/numbers?days=7")


@pytest.mark.parametrize("path", ["console.css", "console.js", "htmx-2.0.11.min.js"])
async def test_files_are_our_own(viewer: Staffer, path: str) -> None:
    assert (await viewer.get(f"/static/{path}")).status_code == 200
    page = await viewer.get("")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "private, no-store"
    assert "https://" not in page.text

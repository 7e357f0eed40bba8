"""Conversations as CSV, JSON Lines and Markdown, piece by piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any

from advisor.console.queries import Line
from advisor.console.transcript import Said
from advisor.store.transcript import iso_time

COLUMNS = (
    "conversation",
    "channel",
    "country",
    "stage",
    "certainty",
    "message",
    "at",
    "author",
    "text",
    "intent",
    "confidence",
)
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins so runs in a spreadsheet, in wide letters too."""
BLANK = " \n\t\r\x00\x0b\u00a0\ufeff"
"""What some spreadsheets pass over before it."""

Conversations = AsyncIterator[tuple[Line, Sequence[Said]]]


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula.

    >>> safe_cell('=HYPERLINK("https://evil.example")')
    '\\'=HYPERLINK("https://evil.example")'
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip(BLANK).startswith(FORMULA) else value


def csv_line(cells: Iterable[object]) -> str:
    """One line of CSV."""
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def table_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A whole table of figures."""
    return csv_line(columns) + "".join(csv_line(row[name] for name in columns) for row in rows)


async def as_csv(conversations: Conversations) -> AsyncIterator[str]:
    """One line a message."""
    yield csv_line(COLUMNS)
    async for line, said in conversations:
        row = line.conversation
        about = (row.id, row.channel, row.country or "", row.stage or "", row.certainty if row.certainty else "")
        yield "".join(
            csv_line((*about, one.id, iso_time(one.at), one.author, one.text, one.intent or "", one.confidence or ""))
            for one in said
        )


async def as_json_lines(conversations: Conversations) -> AsyncIterator[str]:
    """One conversation a line."""
    async for line, said in conversations:
        yield json.dumps(_plain(line, said), ensure_ascii=False) + "\n"


async def as_markdown(conversations: Conversations) -> AsyncIterator[str]:
    """To be read."""
    async for line, said in conversations:
        row = line.conversation
        facts = (row.channel, row.country, row.stage, iso_time(row.last_activity))
        yield f"# {row.id}\n\n{' | '.join(fact for fact in facts if fact)}\n\n"
        yield "".join(f"**{one.author}**: {_markdown(one.text)}\n\n" for one in said)


FORMATS: Mapping[str, tuple[str, Callable[[Conversations], AsyncIterator[str]]]] = {
    "csv": ("text/csv", as_csv),
    "jsonl": ("application/jsonl", as_json_lines),
    "md": ("text/markdown", as_markdown),
}


def _plain(line: Line, said: Sequence[Said]) -> dict[str, Any]:
    row = line.conversation
    return {
        "conversation": row.id,
        "channel": row.channel,
        "language": row.language,
        "country": row.country,
        "stage": row.stage,
        "certainty": row.certainty,
        "status": line.review.status if line.review else "new",
        "tags": list(line.tags),
        "messages": [
            {
                "id": one.id,
                "at": iso_time(one.at),
                "author": one.author,
                "text": one.text,
                "intent": one.intent,
                "confidence": one.confidence,
                "facts": [f"{fact.question}.{fact.option}" for fact in one.facts],
            }
            for one in said
        ],
    }


def _markdown(text: str) -> str:
    """What a firm wrote is text, whatever Markdown makes of it."""
    escaped = "".join(f"\\{character}" if character in "\\`*_{}[]<>#|!~" else character for character in text)
    return escaped.replace("\n", "  \n")

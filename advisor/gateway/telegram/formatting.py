"""Text as Telegram takes it: escaped, and in parts that are short enough."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

LIMIT = 4_000
"""Telegram takes 4,096. The rest is room for a choice or an excuse that is added later."""
ENDS = (re.compile(r"\n[ \t]*\n\s*"), re.compile(r"\n"), re.compile(r"(?<=[.!?])\s+"), re.compile(r"\s+"))
"""Where a text may be cut, best first: paragraph, line, sentence, word."""


def length(text: str) -> int:
    """As Telegram counts: in units of UTF-16.

    >>> length("a"), length("\U0001f600")
    (1, 2)
    """
    return len(text) + sum(character > "\uffff" for character in text)


def escape(text: str) -> str:
    """Safe within HTML.

    >>> escape("R&D < 5 %")
    'R&amp;D &lt; 5 %'
    """
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """In bold, safe within HTML."""
    return f"<b>{escape(text)}</b>"


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The text in parts that are never too long and never empty."""
    return [part for part in _parts(text.strip(), limit) if part]


def _parts(text: str, limit: int) -> Iterator[str]:
    while length(text) > limit:
        end, start = _cut(text, _fits(text, limit))
        yield text[:end].strip()
        text = text[start:].strip()
    yield text


def _fits(text: str, limit: int) -> int:
    """How many characters are within the limit."""
    used = 0
    for index, character in enumerate(text):
        used += length(character)
        if used > limit:
            return max(index, 1)
    return len(text)


def _cut(text: str, most: int) -> tuple[int, int]:
    """Where the first part ends, and where the rest starts."""
    for end in ENDS:
        # A cut very early would make many small parts.
        found = [match for match in end.finditer(text, most // 4, most + 1) if match.start() <= most]
        if found:
            return found[-1].start(), found[-1].end()
    return most, most

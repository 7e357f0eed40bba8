"""What Telegram makes of a message in HTML: words, and where they are bold or slanted."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

TAGS = {"b": "bold", "i": "italic"}


def rich(html: str) -> dict[str, Any]:
    """`text` and `entities`, as they stand in an update.

    >>> rich("Yes, <b>R&amp;D</b>")
    {'text': 'Yes, R&D', 'entities': [{'type': 'bold', 'offset': 5, 'length': 3}]}
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return {"text": reader.text, "entities": reader.entities}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self._open: list[int] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, _: str, __: object) -> None:
        self._open.append(_units(self.text))

    def handle_endtag(self, tag: str) -> None:
        offset = self._open.pop()
        self.entities.append({"type": TAGS[tag], "offset": offset, "length": _units(self.text) - offset})


def _units(text: str) -> int:
    """As Telegram counts, in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2

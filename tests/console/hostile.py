"""Conversations, reviews and accounts whose every word tries to run in a reader's browser."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from advisor.settings import ROOT
from advisor.store.audit import AuditLog
from advisor.store.console_models import Correction, Note, SavedView, Staff
from advisor.store.figures import FigureStore
from advisor.store.models import Rating
from advisor.store.ratings import RatingStore
from advisor.store.reviews import ReviewStore
from advisor.store.staff import StaffStore
from tests.console.conftest import Archive
from tests.gateway.fakes import action, record, slot

PAYLOADS: list[str] = json.loads((ROOT / "widget" / "e2e" / "xss.json").read_text("utf-8"))
"""The widget's tests throw the same ones. Each sets `window.xss` if it runs."""

TAGS = frozenset(
    {
        *("html", "head", "meta", "title", "link", "script", "body", "a", "header", "img", "nav", "div", "form"),
        *("input", "button", "main", "h1", "h2", "h3", "p", "section", "article", "label", "select", "option"),
        *("textarea", "details", "summary", "dl", "dt", "dd", "ul", "ol", "li", "span", "small", "strong", "em"),
        *("code", "q", "kbd", "br", "dialog", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
        *("svg", "line", "text", "polyline", "circle", "rect", "aside", "datalist", "g", "path"),
    }
)
"""What the templates are made of. Anything else on a page is somebody else's."""
SCRIPTS = frozenset({"/console/static/htmx-2.0.11.min.js", "/console/static/console.js"})
ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcdoc", "style"})


@dataclass
class Inspector(HTMLParser):
    """Reads a page as a browser does, and notes what is not the templates' own."""

    strange: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or (tag == "script" and dict(attrs).get("src") not in SCRIPTS):
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            own = (value or "").startswith(("/console", "/pages/", "?", "#")) and not (value or "").startswith("//")
            if name.startswith("on") or name in ("http-equiv", "style") or (name in ADDRESSES and not own):
                self.strange.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.text += data


def inspected(page: str) -> Inspector:
    found = Inspector()
    found.feed(page)
    found.close()
    return found


def heard(payload: str, number: int) -> dict[str, Any]:
    """A message of a firm of which all is hostile, what was understood too."""
    intent = {"name": payload[:255], "confidence": 0.4}
    ranking = [intent, {"name": f"other {payload}", "confidence": 0.3}]
    entities = [{"entity": payload, "value": payload}]
    parsed = {"intent": intent, "entities": entities, "intent_ranking": ranking}
    return {"event": "user", "text": payload, "message_id": f"h{number}", "parse_data": parsed}


def answered(payload: str) -> dict[str, Any]:
    """A message of the advisor, with buttons."""
    custom = {"type": payload, "question": payload, "attempt": 0}
    buttons = [{"title": payload, "payload": payload}]
    return {"event": "bot", "text": payload, "data": {"buttons": buttons, "custom": custom}}


async def plant(archive: Archive, reader: str) -> str:
    """Hostile words wherever there is room for words. Returns the id of a conversation full of them."""
    database, reviews = archive.database, ReviewStore(archive.database)
    answers = {f"{words}{number}": {"option": words, "said": words} for number, words in enumerate(PAYLOADS)}
    said = {"answers": answers}
    key = await archive.add(profile=said, turns=len(PAYLOADS), flags=PAYLOADS)
    for number, payload in enumerate(PAYLOADS):
        rows = [
            heard(payload, number),
            {**action(payload), "policy": payload},
            answered(payload),
            slot("profile", said),
        ]
        await record(database, key, rows)
        await archive.add(
            channel=payload[:32],
            stage=payload[:64],
            reached="question" if number % 2 else "plan",
            last_question=payload[:64],
            held_back_by=payload[:64],
            certainty=0.5,
            turns=1,
        )
        await reviews.tag(key, payload[:32])
        await reviews.add_note(
            Note(conversation_id=key, author=payload[:64], text=f"{payload} @{reader}", written_at=1.0)
        )
        await reviews.save_view(SavedView(owner=reader, name=payload[:64], query=payload))
        await StaffStore(database).add(account(payload[:60] + str(number)))
        await AuditLog(database).note(payload[:64], payload[:32], key, **{"detail": payload})
    await reviews.change(key, 1.0, assignee=PAYLOADS[0][:64], status="in_review")
    await plant_by_message(archive, key)
    await FigureStore(database).catch_up()
    return key


async def plant_by_message(archive: Archive, key: str) -> None:
    """What hangs on single messages: corrections and ratings."""
    rows = await archive.rows(key)
    firm = [row.id for row in rows if row.type == "user"]
    advisor = [row.id for row in rows if row.type == "bot"]
    for event_id, other, payload in zip(firm, advisor, PAYLOADS, strict=True):
        await ReviewStore(archive.database).correct(
            Correction(
                conversation_id=key,
                event_id=event_id,
                text=payload,
                understood=payload,
                intent=payload,
                fact=payload[:129],
                author=payload[:64],
                corrected_at=1.0,
            )
        )
        await RatingStore(archive.database).rate(
            Rating(conversation_id=key, event_id=other, thumb="up", words=payload, rated_at=1.0)
        )


def account(name: str) -> Staff:
    return Staff(
        name=name,
        role="viewer",
        password_hash="none",
        disabled=False,
        failures=0,
        locked_until=0.0,
        created_at=1.0,
    )

"""Reading many conversations: lists by pages, and streams for exports."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from advisor.console.filters import Filters
from advisor.store.console_models import Review
from advisor.store.database import Database
from advisor.store.models import Conversation, Rating
from advisor.store.reviews import ReviewStore

PAGE = 50
CURSOR = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)_([0-9a-f]{1,64})")
VALUES_KEPT_SECONDS = 60.0
MOST_EXPORTED = 10_000
"""Conversations in one export."""


@dataclass(frozen=True)
class Line:
    """One conversation in a list."""

    conversation: Conversation
    review: Review | None
    tags: Sequence[str]
    thumbs: tuple[int, int]
    """Up and down."""


@dataclass(frozen=True)
class Page:
    """Some conversations, and where the next ones begin."""

    lines: Sequence[Line]
    next: str | None


class Conversations:
    """Finds conversations."""

    def __init__(self, database: Database, now: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._dialect = database.engine.dialect.name
        self._now = now
        self._values: tuple[float, dict[str, list[str]]] | None = None

    async def page(self, filters: Filters, after: str | None = None, size: int = PAGE) -> Page:
        """A page, newest activity first. Keyset paging: the hundredth page is as quick as the first."""
        query = (
            select(Conversation, Review)
            .outerjoin(Review, Review.conversation_id == Conversation.id)
            .where(*filters.conditions(self._dialect))
            .order_by(Conversation.last_activity.desc(), Conversation.id.desc())
            .limit(size + 1)
        )
        if (cursor := CURSOR.fullmatch(after or "")) is not None:
            moment, last = float(cursor[1]), cursor[2]
            query = query.where(
                Conversation.last_activity <= moment,
                or_(Conversation.last_activity < moment, and_(Conversation.id < last)),
            )
        async with self._database.session() as session:
            found = (await session.execute(query)).all()
        shown = found[:size]
        tags, thumbs = await self._extras([conversation.id for conversation, _ in shown])
        lines = [Line(each, review, tags[each.id], thumbs.get(each.id, (0, 0))) for each, review in shown]
        more = len(found) > size
        return Page(lines, cursor_of(lines[-1].conversation) if more else None)

    async def each(self, filters: Filters) -> AsyncIterator[Line]:
        """All that match, page by page, up to a limit."""
        after, given = None, 0
        while given < MOST_EXPORTED:
            page = await self.page(filters, after, size=200)
            for line in page.lines[: MOST_EXPORTED - given]:
                yield line
            given += len(page.lines)
            after = page.next
            if after is None:
                return

    async def values(self) -> dict[str, list[str]]:
        """What the filters for channels and countries may be set to, found now or a moment ago."""
        if self._values is None or self._now() > self._values[0] + VALUES_KEPT_SECONDS:
            self._values = (
                self._now(),
                {"channel": await self._all(Conversation.channel), "country": await self._all(Conversation.country)},
            )
        return self._values[1]

    async def _all(self, column: InstrumentedAttribute[Any]) -> list[str]:
        async with self._database.session() as session:
            return [value for value in await session.scalars(select(column).distinct().order_by(column)) if value]

    async def _extras(self, ids: Collection[str]) -> tuple[dict[str, list[str]], dict[str, tuple[int, int]]]:
        tags: dict[str, list[str]] = defaultdict(list)
        tags.update(await ReviewStore(self._database).tags(ids))
        thumbs: dict[str, tuple[int, int]] = {}
        query = (
            select(Rating.conversation_id, Rating.thumb, func.count())
            .where(Rating.conversation_id.in_(ids))
            .group_by(Rating.conversation_id, Rating.thumb)
        )
        async with self._database.session() as session:
            for conversation_id, thumb, count in (await session.execute(query)).all():
                up, down = thumbs.get(conversation_id, (0, 0))
                thumbs[conversation_id] = (up + count, down) if thumb == "up" else (up, down + count)
        return tags, thumbs


def cursor_of(conversation: Conversation) -> str:
    """Where the page after this conversation begins."""
    return f"{conversation.last_activity!r}_{conversation.id}"

"""What the staff make of conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from advisor.store.console_models import Correction, Note, Review, SavedView, Tag
from advisor.store.database import Database

STATUSES = ("new", "in_review", "done")


class ReviewStore:
    """Keeps reviews, tags, notes, corrections and saved views."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def review(self, conversation_id: str) -> Review | None:
        """How far the staff are with a conversation."""
        async with self._database.session() as session:
            return await session.get(Review, conversation_id)

    async def change(self, conversation_id: str, now: float, **values: object) -> None:
        """Set status, flag or assignee."""
        async with self._database.begin() as session:
            review = await session.get(Review, conversation_id)
            if review is None:
                review = Review(conversation_id=conversation_id, status="new", flagged=False)
                session.add(review)
            review.changed_at = now
            for name, value in values.items():
                setattr(review, name, value)

    async def tags(self, conversation_ids: Collection[str]) -> dict[str, list[str]]:
        """The tags of some conversations."""
        query = select(Tag).where(Tag.conversation_id.in_(conversation_ids)).order_by(Tag.tag)
        found: dict[str, list[str]] = defaultdict(list)
        async with self._database.session() as session:
            for row in await session.scalars(query):
                found[row.conversation_id].append(row.tag)
        return found

    async def all_tags(self, most: int = 200) -> Sequence[str]:
        """Every tag in use."""
        async with self._database.session() as session:
            return list(await session.scalars(select(Tag.tag).distinct().order_by(Tag.tag).limit(most)))

    async def tag(self, conversation_id: str, tag: str) -> None:
        """Put a tag on a conversation."""
        async with self._database.begin() as session:
            await session.merge(Tag(conversation_id=conversation_id, tag=tag))

    async def untag(self, conversation_id: str, tag: str) -> None:
        """Take a tag off."""
        async with self._database.begin() as session:
            await session.execute(delete(Tag).where(Tag.conversation_id == conversation_id, Tag.tag == tag))

    async def notes(self, conversation_id: str) -> Sequence[Note]:
        """The notes on a conversation, oldest first."""
        async with self._database.session() as session:
            query = select(Note).where(Note.conversation_id == conversation_id).order_by(Note.id)
            return list(await session.scalars(query))

    async def add_note(self, note: Note) -> None:
        """Keep a note."""
        async with self._database.begin() as session:
            session.add(note)

    async def mentions(self, name: str, most: int = 20) -> Sequence[Note]:
        """The newest notes that name one of the staff as @name."""
        query = select(Note).where(Note.text.contains(f"@{name}", autoescape=True)).order_by(Note.id.desc()).limit(most)
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def correct(self, correction: Correction) -> None:
        """Keep what a message meant; the newest word on a message counts."""
        async with self._database.begin() as session:
            await session.merge(correction)

    async def drop_correction(self, conversation_id: str, event_id: int) -> None:
        """Take a correction out of the queue."""
        async with self._database.begin() as session:
            await session.execute(
                delete(Correction).where(Correction.conversation_id == conversation_id, Correction.event_id == event_id)
            )

    async def corrections(self, conversation_id: str | None = None) -> Sequence[Correction]:
        """The queue, oldest first, or the part of it that comes from one conversation."""
        query = select(Correction).order_by(Correction.corrected_at, Correction.event_id)
        if conversation_id is not None:
            query = query.where(Correction.conversation_id == conversation_id)
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def views(self, owner: str) -> Sequence[SavedView]:
        """The saved views of one of the staff."""
        async with self._database.session() as session:
            return list(
                await session.scalars(select(SavedView).where(SavedView.owner == owner).order_by(SavedView.name))
            )

    async def save_view(self, view: SavedView) -> None:
        """Keep filters under a name."""
        async with self._database.begin() as session:
            session.add(view)

    async def drop_view(self, owner: str, view_id: int) -> None:
        """Forget a saved view, if it is one's own."""
        async with self._database.begin() as session:
            await session.execute(delete(SavedView).where(SavedView.owner == owner, SavedView.id == view_id))

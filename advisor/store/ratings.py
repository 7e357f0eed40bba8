"""What firms think of the advisor's messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from advisor.store.database import Database
from advisor.store.models import Event, Rating
from advisor.store.rows import BOT
from advisor.store.transcript import Message


class RatingStore:
    """Keeps one rating a message."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rate(self, rating: Rating) -> bool:
        """Keep a rating; it takes the place of an earlier one. False if there is no such message of the advisor's."""
        said = select(Event.id).where(
            Event.sender_id == rating.conversation_id, Event.id == rating.event_id, Event.type_name == BOT
        )
        async with self._database.begin() as session:
            if await session.scalar(said) is None:
                return False
            await session.merge(rating)
        return True

    async def of(self, conversation_id: str) -> dict[int, Rating]:
        """The ratings in a conversation, by the id of the message's event."""
        query = select(Rating).where(Rating.conversation_id == conversation_id)
        async with self._database.session() as session:
            return {rating.event_id: rating for rating in await session.scalars(query)}


def with_ratings(messages: Sequence[Message], ratings: Mapping[int, Rating]) -> list[Message]:
    """The messages, those that were rated with `data.rating`."""
    shown = {str(event_id): {"thumb": rating.thumb, "words": rating.words} for event_id, rating in ratings.items()}
    return [
        replace(message, data={**message.data, "rating": shown[message.id]}) if message.id in shown else message
        for message in messages
    ]

"""What firms think of the advisor's messages."""

from __future__ import annotations

import pytest

from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.models import Rating
from advisor.store.ratings import RatingStore, with_ratings
from advisor.store.transcript import Message
from tests.store.test_conversations import conversation, heard, record, said


@pytest.fixture
async def ratings(store: ConversationStore, database: Database) -> RatingStore:
    """Event 1 is the firm's, 2 the advisor's, 3 the advisor's to another firm."""
    await store.create(conversation())
    await record(database, said("m1"), heard(), heard(conversation_id="c2"))
    return RatingStore(database)


def rating(event_id: int, thumb: str = "up", words: str | None = None) -> Rating:
    return Rating(conversation_id="c1", event_id=event_id, thumb=thumb, words=words, rated_at=1.0)


async def test_a_second_rating_takes_the_place_of_the_first(ratings: RatingStore) -> None:
    assert await ratings.rate(rating(2, "up"))
    assert await ratings.rate(rating(2, "down", "too long"))

    kept = await ratings.of("c1")
    assert [(each.event_id, each.thumb, each.words) for each in kept.values()] == [(2, "down", "too long")]


@pytest.mark.parametrize(("event_id", "whose"), [(1, "the firm's own"), (3, "another conversation's"), (9, "nobody's")])
async def test_only_messages_of_the_advisor_to_this_firm_are_rated(
    ratings: RatingStore, event_id: int, whose: str
) -> None:
    assert not await ratings.rate(rating(event_id)), whose
    assert await ratings.of("c1") == {}


def test_the_message_shows_its_rating() -> None:
    messages = [Message(name, "advisor", "hi", "...", data={"type": "answer"}) for name in ("2", "4")]

    shown = with_ratings(messages, {2: rating(2, "down", "too long")})

    assert [message.data for message in shown] == [
        {"type": "answer", "rating": {"thumb": "down", "words": "too long"}},
        {"type": "answer"},
    ]

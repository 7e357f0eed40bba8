"""What the console counts, kept current by the day."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.figures import FigureStore, Kind, first_day, month_of, two_digits
from advisor.store.models import Conversation, FigureDue, PendingMessage, Rating
from advisor.store.ratings import RatingStore

NEW_YEAR = 20_454
"""1 January 2026."""
COLUMNS: dict[str, Any] = {"stage": "preparation", "country": "LAO", "reached": "plan", "questions": 7, "turns": 3}


async def add(database: Database, key: str, day: int = NEW_YEAR, **columns: object) -> Conversation:
    began = day * 86_400.0 + 3_600
    row = Conversation(
        id=key,
        token_sha256=key,
        language="en",
        created_at=began,
        last_activity=began,
        flags=[],
        **{"channel": "web", "not_understood": 0, **COLUMNS, **columns},
    )
    await ConversationStore(database).create(row)
    return row


async def stages(figures: FigureStore, since: int | None = None, channel: str = "") -> dict[tuple[str, str], int]:
    await figures.catch_up()
    return {
        (name, part): number for kind, name, part, number in await figures.sums(since, channel) if kind == Kind.STAGES
    }


async def test_a_conversation_counts_once_however_often_it_changes(database: Database) -> None:
    figures = FigureStore(database)
    await add(database, "a")
    assert await stages(figures) == {("LAO", "preparation"): 1}

    async with database.begin() as session:
        await session.execute(update(Conversation).values(stage="growth_and_expansion", country="VNM"))

    assert await stages(figures) == {("VNM", "growth_and_expansion"): 1}


async def test_what_is_erased_counts_no_longer(database: Database) -> None:
    figures = FigureStore(database)
    await add(database, "a")
    await add(database, "b")
    await RatingStore(database).rate(Rating(conversation_id="a", event_id=1, thumb="up", words=None, rated_at=1.0))
    await figures.catch_up()

    await ConversationStore(database).erase("a")
    await figures.catch_up()

    counted = {kind for kind, *_ in await figures.sums(None, "")}
    assert await stages(figures) == {("LAO", "preparation"): 1}
    assert Kind.RATINGS not in counted


async def test_a_span_begins_on_its_day_and_channels_are_told_apart(database: Database) -> None:
    figures = FigureStore(database)
    for number, day in enumerate((NEW_YEAR - 40, NEW_YEAR - 10, NEW_YEAR, NEW_YEAR + 5, NEW_YEAR + 40)):
        await add(database, str(number), day, channel="telegram" if number % 2 else "web")
    key = ("LAO", "preparation")

    counted = [(await stages(figures, since))[key] for since in (None, NEW_YEAR - 10, NEW_YEAR, NEW_YEAR + 1)]

    assert counted == [5, 4, 3, 2]
    assert (await stages(figures, NEW_YEAR - 10, "telegram"))[key] == 2
    channels = {(channel, name): n for _, channel, name, n in await figures.by_channel(None, "")}
    assert (channels["web", "conversations"], channels["telegram", "conversations"]) == (3, 2)
    days = [day for kind, day, name, _ in await figures.by_day(NEW_YEAR, "") if name == "completed"]
    assert sorted(days) == [NEW_YEAR, NEW_YEAR + 5, NEW_YEAR + 40]


async def test_how_long_a_firm_waited_is_kept_and_goes_with_the_conversation(database: Database) -> None:
    now = [NEW_YEAR * 86_400.0]
    store, figures = ConversationStore(database, lambda: now[0]), FigureStore(database)
    conversation = await add(database, "a")
    for key, text in (("one", "hello"), ("two", "/start")):
        await store.add_pending(
            PendingMessage(message_id=key, conversation_id="a", text=text, received_at=now[0], attempts=0)
        )
    now[0] += 1.234
    for key in ("one", "two", "one"):
        await store.settle(conversation, key)
    await figures.catch_up()

    waited = [(name, number) for kind, name, _, number in await figures.sums(None, "") if kind == Kind.WAITED]
    await store.erase("a")
    await figures.catch_up()

    assert waited == [("1200", 1)]
    assert list(await figures.sums(None, "")) == []


async def test_what_changes_while_it_is_counted_is_counted_the_next_time(database: Database) -> None:
    figures = FigureStore(database)
    await add(database, "a")
    await figures.catch_up()
    async with database.begin() as session:
        left = await session.scalar(select(func.count()).select_from(FigureDue))
        assert left == 0
        await session.execute(delete(Conversation))

    assert await stages(figures) == {}


async def test_nobody_counts_again_what_was_counted_a_moment_ago(database: Database) -> None:
    figures = FigureStore(database, lambda: 1000.0)
    await figures.catch_up()
    await add(database, "a")

    await figures.catch_up(older_than=60)

    assert list(await figures.sums(None, "")) == []


@given(st.integers(0, 10**8))
def test_two_digits_are_within_5_percent(ms: int) -> None:
    assert abs(two_digits(ms) - ms) <= 0.05 * ms


@given(st.integers(0, 60_000))
def test_a_day_lies_in_its_month(day: int) -> None:
    assert first_day(month_of(day)) <= day < first_day(month_of(day) + 1)

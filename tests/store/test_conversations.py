"""Conversations in a real database."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from advisor.commands import database as database_command
from advisor.settings import load_settings
from advisor.store.conversations import ConversationStore, Standing
from advisor.store.database import Database, DatabaseUrlError, async_url
from advisor.store.migrate import upgrade
from advisor.store.models import Conversation, Event, PendingMessage, PlanLink, Rating, SentMessage
from advisor.store.plan_links import PlanLinkStore
from advisor.store.ratings import RatingStore

STANDING = Standing("MMR", "preparation", 0.8)


def conversation(conversation_id: str = "c1") -> Conversation:
    return Conversation(
        id=conversation_id,
        token_sha256="0" * 64,
        channel="web",
        language="en",
        created_at=1.0,
        last_activity=1.0,
        turns=0,
        not_understood=0,
        flags=[],
        projected_event_id=0,
        returned_event_id=0,
    )


def said(message_id: str, words: str = "hello", conversation_id: str = "c1") -> Event:
    data = {"event": "user", "text": words, "message_id": message_id}
    return Event(sender_id=conversation_id, type_name="user", timestamp=5.0, data=json.dumps(data))


def heard(words: str = "hi", conversation_id: str = "c1") -> Event:
    """A message of the advisor."""
    return Event(
        sender_id=conversation_id, type_name="bot", timestamp=5.0, data=json.dumps({"event": "bot", "text": words})
    )


def pending(message_id: str, words: str = "hello") -> PendingMessage:
    return PendingMessage(message_id=message_id, conversation_id="c1", text=words, received_at=1.0, attempts=0)


async def record(database: Database, *events: Event) -> None:
    async with database.begin() as session:
        session.add_all(events)


async def test_a_conversation_is_found_by_its_id(store: ConversationStore) -> None:
    await store.create(conversation())

    found = await store.get("c1")
    assert found is not None
    assert (found.channel, found.profile, found.flags) == ("web", None, [])
    assert await store.get("c2") is None


async def test_pending_messages_keep_their_order(store: ConversationStore) -> None:
    await store.create(conversation())
    for name in ("z", "a", "m"):
        await store.add_pending(pending(name))
    await store.count_attempt("a")
    await store.remove_pending("z")

    assert [(message.message_id, message.attempts) for message in await store.pending("c1")] == [("a", 1), ("m", 0)]


async def test_a_place_in_line_is_never_given_twice(store: ConversationStore) -> None:
    await store.create(conversation())
    await store.add_pending(pending("first"))
    (first,) = await store.pending("c1")
    await store.remove_pending("first")
    await store.add_pending(pending("second"))
    (second,) = await store.pending("c1")

    assert second.seq > first.seq


async def test_rows_since_a_message(store: ConversationStore, database: Database) -> None:
    await record(database, said("m1"), said("m2"), said("m3"), said("m2", conversation_id="other"))

    assert [row.message_id for row in await store.rows_since_message("c1", "m2")] == ["m2", "m3"]
    assert await store.rows_since_message("c1", "m9") == []


async def test_a_summary_is_stored_once_by_whoever_comes_first(store: ConversationStore, database: Database) -> None:
    await store.create(conversation())
    await record(database, said("m1"), said("m2"))

    await asyncio.gather(*(store.refresh("c1", lambda _: STANDING) for _ in range(5)))

    found = await store.get("c1")
    assert found is not None
    assert (found.turns, found.projected_event_id, found.last_activity) == (2, 2, 5.0)
    assert (found.country, found.stage, found.certainty) == ("MMR", "preparation", 0.8)


async def test_nothing_new_writes_nothing(store: ConversationStore) -> None:
    await store.create(conversation())

    def never(_: object) -> Standing:
        raise AssertionError

    await store.refresh("c1", never)
    await store.refresh("unknown", never)


async def test_flags_are_kept_and_named_once(store: ConversationStore) -> None:
    await store.create(conversation())
    for flag in ("b", "a", "b"):
        await store.raise_flag("c1", flag)
    await store.raise_flag("unknown", "a")

    found = await store.get("c1")
    assert found is not None
    assert found.flags == ["a", "b"]


async def test_what_was_returned_only_grows(store: ConversationStore) -> None:
    await store.create(conversation())
    await store.mark_returned("c1", 7)
    await store.mark_returned("c1", 5)

    found = await store.get("c1")
    assert found is not None
    assert found.returned_event_id == 7


@pytest.mark.usefixtures("on_sqlite")
async def test_erased_words_are_not_even_in_the_file(store: ConversationStore, database: Database, url: str) -> None:
    secret = "our secret recipe for fish sauce"
    await store.create(conversation())
    await store.create(conversation("c2"))
    await record(database, said("m1", secret), said("m2", "kept", "c2"))
    await store.add_pending(pending("m3", secret))

    await store.erase("c1")

    assert await store.get("c1") is None
    assert await store.rows("c1") == []
    assert await store.pending("c1") == []
    assert len(await store.rows("c2")) == 1
    async with database.session() as session:
        await session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    folder = Path(str(async_url(url).database)).parent
    assert not any(secret.encode() in path.read_bytes() for path in folder.iterdir())


async def test_all_that_belongs_to_a_conversation_goes_with_it(store: ConversationStore, database: Database) -> None:
    await store.create(conversation())
    await record(database, heard())
    await store.add_pending(
        pending("m3"), SentMessage(conversation_id="c1", client_id="own", message_id="m3", after_event_id=0)
    )
    rating = Rating(conversation_id="c1", event_id=1, thumb="down", words="too long", rated_at=1.0)
    assert await RatingStore(database).rate(rating)
    await PlanLinkStore(database).add(
        PlanLink(token_sha256="f" * 64, conversation_id="c1", created_at=1.0, expires_at=9.0)
    )

    await store.erase("c1")

    assert await store.sent("c1", "own") is None
    assert await RatingStore(database).of("c1") == {}
    assert await PlanLinkStore(database).conversation("f" * 64, now=2.0) is None


@pytest.mark.usefixtures("on_sqlite")
async def test_connections_wait_for_each_other_and_keep_references(database: Database) -> None:
    async with database.session() as session:
        pragmas = [
            (await session.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "secure_delete")
        ]

    assert pragmas == ["wal", 10_000, 1, 1]


@pytest.mark.usefixtures("on_sqlite")
async def test_errors_do_not_quote_what_firms_say(database: Database) -> None:
    async with database.begin() as session:
        with pytest.raises(Exception, match="no such table") as error:
            await session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "secret"})
        await session.rollback()

    assert "secret" not in str(error.value)


async def test_a_database_that_was_not_set_up_is_noticed(tmp_path: Path) -> None:
    async with Database(f"sqlite:///{tmp_path / 'new.db'}") as database:
        with pytest.raises(Exception, match="conversations"):
            await database.check()


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("sqlite:////var/lib/x.db", "sqlite+aiosqlite"),
        ("postgresql://me@host/x", "postgresql+psycopg"),
        ("postgresql+psycopg2://me@host/x", "postgresql+psycopg"),
    ],
)
def test_the_store_picks_the_driver(url: str, driver: str) -> None:
    assert async_url(url).drivername == driver


def test_another_database_is_refused_with_what_is_expected() -> None:
    with pytest.raises(DatabaseUrlError, match=r"mysql://; expected sqlite://\.\.\. or postgresql://"):
        async_url("mysql://me@host/x")


@pytest.mark.usefixtures("on_sqlite")
class TestMigrations:
    def test_upgrading_twice_changes_nothing(self, url: str) -> None:
        upgrade(url)
        before = _schema(url)
        upgrade(url)

        assert _schema(url) == before

    @pytest.mark.filterwarnings("ignore::sqlalchemy.exc.MovedIn20Warning")
    def test_a_table_that_rasa_made_is_left_alone(self, url: str, tmp_path: Path) -> None:
        from rasa.core.tracker_store import SQLTrackerStore
        from sqlalchemy import create_engine

        (tmp_path / "var").mkdir()
        engine = create_engine(url)
        SQLTrackerStore.SQLEvent.__table__.create(engine)
        engine.dispose()
        by_rasa = _schema(url)["events"]
        upgrade(url)
        fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
        upgrade(fresh)

        assert _schema(url)["events"] == by_rasa
        assert _schema(fresh)["events"] == by_rasa
        assert _schema(fresh)["ix_events_sender_id"] == _schema(url)["ix_events_sender_id"]

    async def test_an_older_database_keeps_what_is_in_it(self, url: str) -> None:
        upgrade(url, "0001")
        async with Database(url) as database:
            async with database.begin() as session:
                await session.execute(
                    text(
                        "INSERT INTO conversations (id, token_sha256, channel, language, created_at, last_activity,"
                        " turns, not_understood, flags, projected_event_id, returned_event_id)"
                        " VALUES ('c1', '', 'web', 'en', 1, 1, 0, 0, '[]', 0, 0)"
                    )
                )
                await session.execute(
                    text(
                        "INSERT INTO events (sender_id, type_name, data) VALUES ('c1', 'user', '{\"text\": \"silk\"}')"
                    )
                )
            upgrade(url)

            assert await ConversationStore(database).get("c1") is not None
            async with database.session() as session:
                assert await session.scalar(text("SELECT count(*) FROM said WHERE said MATCH 'silk'")) == 1
            assert await ConversationStore(database).sent("c1", "own") is None

    def test_the_models_are_what_the_migrations_make(self, url: str) -> None:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext
        from sqlalchemy import create_engine

        from advisor.store.models import Base

        upgrade(url)
        # The full-text index is SQLite's own kind of table.
        ours = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("said")}
        engine = create_engine(url)
        with engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection, opts=ours), Base.metadata)
        engine.dispose()

        assert differences == []

    def test_the_command_sets_the_database_up(
        self, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        import argparse

        monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
        monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
        load_settings.cache_clear()
        parser = argparse.ArgumentParser()
        database_command.add_arguments(parser)
        try:
            assert database_command.run(parser.parse_args([])) == 0
        finally:
            load_settings.cache_clear()

        assert "conversations" in _schema(url)
        assert "ready" in capsys.readouterr().out


def _schema(url: str) -> dict[str, str]:
    connection = sqlite3.connect(str(async_url(url).database))
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master"))
    connection.close()
    return found

"""Old conversations are erased."""

from __future__ import annotations

import pytest

from advisor.store import retention
from advisor.store.audit import AuditLog
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.models import Conversation, Handover
from advisor.store.retention import DAY, Retention
from tests.gateway.fakes import record, user

NOW = 1_790_000_000.0


async def conversation(database: Database, key: str, days_ago: float) -> None:
    moment = NOW - days_ago * DAY
    row = Conversation(
        id=key,
        token_sha256=key,
        channel="web",
        language="en",
        created_at=moment,
        last_activity=moment,
        turns=1,
        not_understood=0,
        flags=[],
        projected_event_id=0,
        returned_event_id=0,
    )
    await ConversationStore(database).create(row)
    await record(database, key, [user("We make baskets", f"m-{key}")])


async def test_what_is_older_goes_with_everything_that_hangs_on_it(database: Database) -> None:
    await conversation(database, "old", 31)
    await conversation(database, "new", 29)
    async with database.begin() as session:
        session.add(Handover(conversation_id="old", asked_at=NOW))

    assert await Retention(database).expire(30, NOW) == 1

    store = ConversationStore(database)
    assert await store.get("old") is None
    assert await store.rows("old") == []
    assert await store.get("new") is not None


async def test_many_go_in_parts_and_the_log_keeps_only_how_many(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(5):
        await conversation(database, f"old{number}", 31 + number)

    assert await Retention(database).expire(30, NOW) == 5
    [entry] = await AuditLog(database).newest(10, None)
    assert (entry.who, entry.action, entry.details) == ("(retention)", "expire", {"conversations": 5, "days": 30})


async def test_where_nothing_is_old_nothing_is_noted(database: Database) -> None:
    await conversation(database, "new", 1)
    assert await Retention(database).expire(30, NOW) == 0
    assert await AuditLog(database).newest(10, None) == []

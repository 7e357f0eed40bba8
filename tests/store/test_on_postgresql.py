"""What matters on PostgreSQL alone. `pytest --on-postgresql` runs the other tests there too."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from advisor.store.database import sync_url
from advisor.store.event_log import EventLog, WrittenMeanwhileError
from tests.postgres import Cluster

pytestmark = pytest.mark.slow

SAID = {"event": "user", "timestamp": 1.5, "text": "hello", "parse_data": {"intent": {"name": "greet"}}}


@pytest.fixture
def address(postgres: Cluster) -> str:
    return postgres.fresh()


@pytest.fixture
def log(address: str) -> Iterator[EventLog]:
    log = EventLog(address)
    yield log
    log.close()


def test_reading_on_is_one_look_into_an_index(address: str, log: EventLog) -> None:
    for conversation in range(20):
        log.append(f"c{conversation}", [SAID] * 100)
    engine = create_engine(sync_url(address))
    with engine.begin() as connection:
        connection.execute(text("ANALYZE events"))
        plan = connection.scalars(
            text("EXPLAIN SELECT id, data FROM events WHERE sender_id = 'c7' AND id >= 790 ORDER BY id")
        ).all()
    engine.dispose()
    assert "ix_events_sender_id_id" in "\n".join(plan)
    assert any("Index Cond" in line and "id >= 790" in line for line in plan)


def test_of_writers_at_once_one_writes(log: EventLog) -> None:
    (last,) = log.append("c1", [SAID])
    refused: list[int] = []
    ready = threading.Barrier(8)

    def write(number: int) -> None:
        ready.wait()
        try:
            log.append("c1", [SAID, SAID], after=last)
        except WrittenMeanwhileError:
            refused.append(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(refused) == 7
    assert len(log.read("c1")) == 3


def test_other_conversations_do_not_wait(log: EventLog) -> None:
    log.append("c1", [SAID], after=0)
    log.append("c2", [SAID], after=0)
    assert len(log.read("c1")) == len(log.read("c2")) == 1

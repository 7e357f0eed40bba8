"""Rasa's table, as the tracker store reads and writes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from advisor.store.event_log import EventLog, WrittenMeanwhileError
from advisor.store.migrate import upgrade

SAID = {"event": "user", "timestamp": 1.5, "text": "hello", "parse_data": {"intent": {"name": "greet"}}}
DONE = {"event": "action", "timestamp": 2.0, "name": "action_listen"}


@pytest.fixture
def log(url: str) -> Iterator[EventLog]:
    upgrade(url)
    log = EventLog(url)
    yield log
    log.close()


def test_what_is_appended_is_read_in_its_order(log: EventLog) -> None:
    ids = log.append("c1", [SAID, DONE])
    assert log.read("c1") == list(zip(ids, [SAID, DONE], strict=True))
    assert ids == sorted(ids)


def test_reading_goes_on_from_a_row_that_comes_first(log: EventLog) -> None:
    first, second = log.append("c1", [SAID, DONE])
    log.append("c2", [SAID])
    assert log.read("c1", second) == [(second, DONE)]
    assert [row for row, _ in log.read("c1", first)] == [first, second]
    assert log.senders() == ["c1", "c2"]


def test_all_is_written_or_nothing(log: EventLog) -> None:
    with pytest.raises(DBAPIError):
        log.append("c1", [SAID, {**DONE, "event": None}])
    assert log.read("c1") == []


def test_nothing_is_written_after_another_row_than_the_last(log: EventLog) -> None:
    first, second = log.append("c1", [SAID, DONE], after=0)
    log.append("c2", [SAID], after=0)
    for wrong in (0, first):
        with pytest.raises(WrittenMeanwhileError):
            log.append("c1", [SAID], after=wrong)
    log.append("c1", [SAID], after=second)
    assert len(log.read("c1")) == 3


def test_whether_a_message_was_answered(log: EventLog) -> None:
    log.append("c1", [{**SAID, "message_id": "m1"}, DONE, {"event": "bot", "timestamp": 3.0, "text": "hello"}])
    log.append("c1", [{**SAID, "message_id": "m2"}])
    assert log.is_answered("c1", "m1")
    assert not log.is_answered("c1", "m2")


def test_a_connection_that_was_lost_is_made_anew(log: EventLog) -> None:
    log.append("c1", [SAID])
    read, lost = log._read, [True]

    def failing_once(sender_id: str, since: int) -> list[tuple[int, dict[str, object]]]:
        if lost.pop():
            lost.append(False)
            raise DBAPIError("SELECT", {}, Exception("gone"), connection_invalidated=True)
        return read(sender_id, since)

    log._read = failing_once  # type: ignore[method-assign]
    assert [data for _, data in log.read("c1")] == [SAID]


def test_other_failures_are_told(log: EventLog) -> None:
    log.close()

    def failing(sender_id: str, since: int) -> list[tuple[int, dict[str, object]]]:
        raise DBAPIError("SELECT", {}, Exception("no such table"))

    log._read = failing  # type: ignore[method-assign]
    with pytest.raises(DBAPIError):
        log.read("c1")

"""Rasa's table of events, for the tracker store that runs inside Rasa: the one part of us that writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, create_engine, event, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from advisor.store.database import make_folder, set_pragmas, sync_url
from advisor.store.models import Event
from advisor.store.rows import Row
from advisor.store.turns import is_answered

Data = dict[str, Any]
"""An event as Rasa writes it as JSON."""
Written = tuple[int, Data]
"""The id of a row and its event."""

CONNECTIONS = 8
"""At most, and kept open once they were needed: to open one for a single statement costs PostgreSQL more than the turn.
Rasa reads and writes in six threads on two cores.
"""


class WrittenMeanwhileError(Exception):
    """Others have written a conversation on, or erased it, since it was read."""


class EventLog:
    """Reads and appends rows of conversations. Blocks: call it in a thread."""

    def __init__(self, url: str) -> None:
        address = sync_url(url)
        make_folder(address)
        # What firms say is among the parameters, and must not get into error messages.
        self._engine = create_engine(
            address, hide_parameters=True, poolclass=QueuePool, pool_size=CONNECTIONS, max_overflow=0
        )
        self._reading = self._engine
        # SQLite inserts row by row. To be told the ids in that order it would be given a statement for each row, and a
        # thread waits its turn in this process after each statement.
        is_sqlite = address.get_backend_name() == "sqlite"
        self._insert = insert(Event).returning(Event.id, sort_by_parameter_order=not is_sqlite)
        if is_sqlite:
            event.listen(self._engine, "connect", set_pragmas)
        else:
            # One statement needs no transaction around it, which PostgreSQL would be asked to begin and to end.
            self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    def read(self, sender_id: str, since: int = 0) -> list[Written]:
        """The rows of a conversation from one row on, in their order. The row itself comes first if it still stands."""
        try:
            return self._read(sender_id, since)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The database was restarted since the connection was used last.
            return self._read(sender_id, since)

    def _read(self, sender_id: str, since: int) -> list[Written]:
        query = select(Event.id, Event.data).where(Event.sender_id == sender_id, Event.id >= since).order_by(Event.id)
        with self._reading.connect() as connection:
            return [(row_id, json.loads(data or "{}")) for row_id, data in connection.execute(query)]

    def append(self, sender_id: str, events: Sequence[Data], after: int | None = None) -> list[int]:
        """Write events in one transaction, and return the ids of their rows.

        Args:
            after: the last row of the conversation that is known, 0 for none.

        Raises:
            WrittenMeanwhileError: that is not its last row. Nothing is written.
        """
        rows = [_row(sender_id, each) for each in events]
        with self._engine.begin() as connection:
            if after is not None:
                self._check_last(connection, sender_id, after)
            return sorted(connection.scalars(self._insert, rows))

    def is_answered(self, sender_id: str, message_id: str) -> bool:
        """Whether a message was answered."""
        return is_answered([_as_row(row_id, data) for row_id, data in self.read(sender_id)], message_id)

    def _check_last(self, connection: Connection, sender_id: str, expected: int) -> None:
        if self._engine.dialect.name == "postgresql":
            # Held to the end of the transaction. SQLite has one server, which writes a conversation in order.
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(sender_id, 0))))
        last = connection.scalar(select(func.max(Event.id)).where(Event.sender_id == sender_id))
        if (last or 0) != expected:
            raise WrittenMeanwhileError

    def senders(self) -> list[str]:
        """All conversations that have rows."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(Event.sender_id).distinct()))

    def check(self) -> None:
        """Raise if the table cannot be read."""
        with self._engine.connect() as connection:
            connection.execute(select(Event.id).limit(1))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _row(sender_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """As Rasa's own SQL store fills the columns."""
    return {
        "sender_id": sender_id,
        "type_name": data["event"],
        "timestamp": data.get("timestamp"),
        "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _as_row(row_id: int, data: Data) -> Row:
    return Row(row_id, data["event"], data.get("timestamp") or 0.0, data.get("name"), data)

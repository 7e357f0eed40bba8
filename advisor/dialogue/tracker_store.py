"""Rasa's memory of conversations, in Rasa's own table: one indexed read and one write a turn.

A drop-in for `type: SQL`. What differs is only what it costs, and that a database that cannot be reached is an error
rather than a conversation that begins anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from sqlalchemy.exc import SQLAlchemyError

from advisor.dialogue.events import event_from
from advisor.dialogue.memory import Known, Memory
from advisor.dialogue.once import AlreadyAnswered, heard_before, without_failed
from advisor.dialogue.tracker import QuickTracker
from advisor.dialogue.unavailable import Unavailable
from advisor.dialogue.window import shortened, since_session_start, without_replaced
from advisor.store.event_log import EventLog, Written, WrittenMeanwhileError

Result = TypeVar("Result")


class RecordUnavailable(Unavailable):
    """The database cannot be read or written now, or another server has written the conversation on meanwhile."""


@dataclass(frozen=True)
class Mark:
    """Stands on a tracker that was read from here: what of it is in the database."""

    last_id: int
    events: int
    """So many of its events, the first ones."""


class FastTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keeps what it read last, and proves with the one read of a turn that it is still all."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        *,
        whole: bool = False,
        memory: Memory | None = None,
        **kwargs: Any,  # noqa: ANN401 - Rasa passes on what stands in endpoints.yml
    ) -> None:
        """As Rasa makes it from endpoints.yml, where `url` is the database. `whole`: never shorten a conversation.

        Raises:
            InvalidConfigException: there is no address, or no table of events behind it.
        """
        super().__init__(domain, event_broker, **kwargs)
        self._log = _open(host)
        self._memory = memory or Memory()
        self._shorten: Callable[[Sequence[Event]], list[Event]] = list if whole else self._what_matters

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the latest session, or None for a conversation that has not begun.

        Raises:
            AlreadyAnswered: the message that is to be handled was answered, by another server.
        """
        known, fresh = await self._up_to_date(sender_id)
        # What is known is held short: another server may have answered it and more since.
        message_id = heard_before([*known.events, *fresh])
        if message_id is not None:
            if await _in_thread(self._log.is_answered, sender_id, message_id):
                raise AlreadyAnswered
            known = Known(without_failed(known.events, again=message_id), known.last_id)
        if not known.events:
            self._memory.forget(sender_id)
            return None
        self._memory.keep(sender_id, known)
        return self._tracker(sender_id, known)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker of all sessions, with every event."""
        rows = await _in_thread(self._log.read, conversation_id)
        if not rows:
            return None
        return self._tracker(conversation_id, Known(_events(rows), rows[-1][0]))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new in a tracker."""
        mark = await self._mark(tracker)
        fresh = list(islice(tracker.events, mark.events, None))
        if not fresh:
            return
        written = [event.as_dict() for event in fresh]
        # If it fails, nobody knows whether it was written: the next turn reads it all.
        self._memory.forget(tracker.sender_id)
        ids = await _in_thread(self._log.append, tracker.sender_id, written, mark.last_id)
        self._publish(tracker.sender_id, written)
        events = since_session_start(tracker.events)
        self._memory.keep(tracker.sender_id, Known(self._shorten(events), ids[-1]))
        tracker.advisor_mark = Mark(ids[-1], len(tracker.events))

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """For a conversation that begins."""
        return QuickTracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return await _in_thread(self._log.senders)

    def _what_matters(self, events: Sequence[Event]) -> list[Event]:
        unseen = {slot.name for slot in self.domain.slots if not slot.influence_conversation}
        return without_replaced(shortened(events), unseen)

    async def _up_to_date(self, sender_id: str) -> tuple[Known, Sequence[Event]]:
        """What matters of a conversation, and the events that were not known here."""
        known = self._memory.recall(sender_id)
        if known is not None:
            rows = await _in_thread(self._log.read, sender_id, known.last_id)
            if rows and rows[0][0] == known.last_id:
                return self._with(known, rows[1:])
        return self._with(Known((), 0), await _in_thread(self._log.read, sender_id))

    def _with(self, known: Known, rows: Sequence[Written]) -> tuple[Known, Sequence[Event]]:
        """What is known, and what another process wrote since."""
        if not rows:
            return known, ()
        fresh = _events(rows)
        events = without_failed(since_session_start([*known.events, *fresh]))
        return Known(self._shorten(events), rows[-1][0]), fresh

    def _tracker(self, sender_id: str, known: Known) -> DialogueStateTracker:
        tracker = QuickTracker.from_events(sender_id, known.events, self.domain.slots)
        tracker.advisor_mark = Mark(known.last_id, len(known.events))
        return tracker

    async def _mark(self, tracker: DialogueStateTracker) -> Mark:
        """A tracker that was made elsewhere has, before what is new, the events of the latest session."""
        mark: Mark | None = getattr(tracker, "advisor_mark", None)
        if mark is not None:
            return mark
        rows = await _in_thread(self._log.read, tracker.sender_id)
        return Mark(rows[-1][0] if rows else 0, len(since_session_start(_events(rows))))

    def _publish(self, sender_id: str, written: Iterable[dict[str, Any]]) -> None:
        """Tell the event broker, if there is one, of what stands in the database."""
        if self.event_broker is not None:
            for data in written:
                self.event_broker.publish({"sender_id": sender_id, **data})


def _open(url: str | None) -> EventLog:
    if not url:
        raise InvalidConfigException(
            "endpoints.yml: tracker_store: url is missing; expected `url: ${ADVISOR_DATABASE_URL}`, without quotes"
        )
    log = EventLog(url)
    try:
        log.check()
    except SQLAlchemyError as error:
        raise InvalidConfigException(
            f"the table of events cannot be read ({type(error).__name__}); expected the database of "
            "ADVISOR_DATABASE_URL to run and to be set up: start it, then run `python -m advisor database`"
        ) from error
    return log


async def _in_thread(work: Callable[..., Result], *arguments: object) -> Result:
    """Other conversations go on while one waits for the database."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except (SQLAlchemyError, WrittenMeanwhileError) as error:
        raise RecordUnavailable(type(error).__name__) from error


def _events(rows: Sequence[Written]) -> list[Event]:
    return [event for _, data in rows if (event := event_from(data)) is not None]

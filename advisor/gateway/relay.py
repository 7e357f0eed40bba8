"""Turns: what a firm says is kept first, then relayed in order, then forgotten once it is answered."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from advisor.core.messages import MessageType
from advisor.gateway.bells import Bells
from advisor.gateway.delivery import Delivered, Delivery, Outcome, is_set_aside
from advisor.gateway.problems import log_bug, logger
from advisor.store.conversations import MESSAGES, ConversationStore
from advisor.store.database import UNAVAILABLE
from advisor.store.models import Conversation, PendingMessage, SentMessage
from advisor.store.rows import USER, Row
from advisor.store.transcript import Message, iso_time, read_transcript

SHUTDOWN_SECONDS = 5.0

SLOW = "still_working"
NOTICES = {Outcome.KEPT: "try_again", Outcome.SET_ASIDE: "set_aside"}
"""Keys of wording.yml."""

Result = TypeVar("Result")
Answer = asyncio.Task[list[Message]]


@dataclass
class Awaited:
    """A message that is kept and in line. `Relay.reply` waits for its answer."""

    conversation: Conversation
    """As it was before this message came."""
    message_id: str
    is_new: bool = False
    """Whether it was never in line before."""
    waiting: Sequence[PendingMessage] | None = None
    """All that waited for an answer when this was kept. Unknown for a message that was in line before."""
    sent_again: SentMessage | None = None
    """Set if its client had sent it before, and may have got the reply or not."""
    answer: Answer = field(init=False)
    collecting: bool = field(default=False, init=False)
    abandoned: bool = field(default=False, init=False)

    def abandon(self) -> bool:
        """Stop waiting, unless the answer is just being collected."""
        self.abandoned = not self.collecting
        return self.abandoned


class Relay:
    """Relays the turns of all conversations, those of one conversation one after another."""

    def __init__(
        self,
        store: ConversationStore,
        delivery: Delivery,
        wording: Mapping[str, str],
        *,
        patience: float,
        bells: Bells | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._delivery = delivery
        self._wording = wording
        self._patience = patience
        """Seconds that a firm waits for an answer."""
        self._bells = bells or Bells()
        self._now = now
        self._arrivals: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._last: dict[str, Answer] = {}
        self._running: set[asyncio.Task[Any]] = set()

    def arrival(self, conversation_id: str) -> asyncio.Lock:
        """Held by a request from its arrival until its message is in line, so that the order of arrival is kept."""
        lock = self._arrivals.get(conversation_id)
        if lock is None:
            lock = self._arrivals[conversation_id] = asyncio.Lock()
        return lock

    async def accept(self, conversation: Conversation, text: str, client_id: str | None = None) -> Awaited:
        """Keep what a firm said and put it in line. Call with `arrival` held; give the result to `reply`."""
        return self._line_up(await self._keep(conversation, text, client_id))

    def accept_again(self, conversation: Conversation, sent: SentMessage) -> Awaited:
        """Put a message in line that its client sends once more: it is answered as it was, or would have been."""
        return self._line_up(Awaited(conversation, sent.message_id, sent_again=sent))

    async def reply(self, turn: Awaited) -> list[Message]:
        """The advisor's new messages, or a friendly one if they take too long. Work on them goes on then."""
        await asyncio.wait({turn.answer}, timeout=self._patience)
        if not turn.answer.done() and turn.abandon():
            return [self._notice(SLOW)]
        try:
            return await asyncio.shield(turn.answer)
        except UNAVAILABLE:
            # What was said is kept all the same: it was before its turn came.
            return [self._notice(NOTICES[Outcome.KEPT])]

    async def try_again(self, conversation_id: str) -> None:
        """Try to get answered what waits, unless that is under way. The firm is given it with its next reply."""
        async with self.arrival(conversation_id):
            conversation = await self._store.get(conversation_id)
            waiting = await self._store.pending(conversation_id)
            if conversation is None or not waiting or conversation_id in self._last:
                return
            turn = Awaited(conversation, waiting[-1].message_id)
            turn.abandon()
            self._line_up(turn)
        await asyncio.wait({turn.answer})

    async def erase(self, conversation_id: str) -> None:
        """Erase everything of a conversation. Call with `arrival` held."""
        await self._store.erase(conversation_id)
        self._bells.ring(conversation_id)
        last = self._last.get(conversation_id)
        if last is not None:
            self._start(self._erase_after(last, conversation_id))

    async def erase_in_turn(self, conversation_id: str) -> None:
        """Erase everything of a conversation, after what arrived before."""
        async with self.arrival(conversation_id):
            await self.erase(conversation_id)

    async def close(self) -> None:
        """Give turns under way a moment to end. What is not answered then stays kept."""
        if not self._running:
            return
        _, late = await asyncio.wait(set(self._running), timeout=SHUTDOWN_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _line_up(self, turn: Awaited) -> Awaited:
        conversation_id = turn.conversation.id
        turn.answer = self._start(self._run(turn, self._last.get(conversation_id)))
        self._last[conversation_id] = turn.answer
        turn.answer.add_done_callback(lambda done: self._forget(conversation_id, done))
        return turn

    async def _keep(self, conversation: Conversation, text: str, client_id: str | None) -> Awaited:
        if client_id is None and (said := await self._said_already(conversation.id, text)):
            return Awaited(conversation, said)
        message_id = uuid.uuid4().hex
        sent = None if client_id is None else _sent(conversation, client_id, message_id)
        waiting = await self._store.add_pending(self._pending(conversation.id, message_id, text), sent)
        return Awaited(conversation, message_id, is_new=True, waiting=waiting)

    async def _said_already(self, conversation_id: str, text: str) -> str | None:
        """Who says the one unanswered thing again sends it again, unless its client tells messages apart by ids."""
        waiting = [message for message in await self._store.pending(conversation_id) if not is_set_aside(message)]
        return waiting[0].message_id if len(waiting) == 1 and waiting[0].text == text else None

    def _pending(self, conversation_id: str, message_id: str, text: str) -> PendingMessage:
        return PendingMessage(
            message_id=message_id, conversation_id=conversation_id, text=text, received_at=self._now(), attempts=0
        )

    async def _run(self, turn: Awaited, before: Answer | None) -> list[Message]:
        if before is not None:
            await asyncio.wait({before})
            # Some of what waited is answered by now.
            turn.waiting = None
        delivered = await self._deliver(turn, is_alone=before is None)
        self._bells.ring(turn.conversation.id)
        if turn.abandoned:
            return []
        turn.collecting = True
        outcome = delivered.outcome
        if outcome is Outcome.KEPT:
            return [self._notice(NOTICES[outcome])]
        # Who waited for nobody knows what the firm was given last.
        read = delivered if before is None else Delivered(outcome)
        messages = await self._collect(turn, read)
        return messages if outcome is Outcome.ANSWERED else [*messages, self._notice(NOTICES[outcome])]

    async def _deliver(self, turn: Awaited, *, is_alone: bool) -> Delivered:
        waiting = turn.waiting
        if waiting is None:
            waiting = await self._store.pending(turn.conversation.id)
        place = next((place for place, each in enumerate(waiting) if each.message_id == turn.message_id), None)
        if place is None:
            return Delivered(Outcome.ANSWERED)
        if is_set_aside(waiting[place]):
            return Delivered(Outcome.SET_ASIDE)
        new_id = turn.message_id if turn.is_new else None

        def returns() -> bool:
            """Who goes on waiting from here on gets the answer."""
            turn.collecting = is_alone and not turn.abandoned
            return turn.collecting

        return await self._delivery.deliver(turn.conversation, waiting[: place + 1], new_id, returns)

    async def _collect(self, turn: Awaited, read: Delivered) -> list[Message]:
        """What the advisor said since the last reply. A message sent twice gets its answer twice."""
        seen = turn.conversation.returned_event_id
        rows = [row for row in read.rows if row.id > seen and row.type in MESSAGES]
        # Another turn, here or at another gateway, may have returned some of them since the conversation was read.
        if rows and (read.claimed or await self._store.claim_returned(turn.conversation.id, seen, rows[-1].id)):
            return _of_advisor(rows)
        conversation = await self._store.get(turn.conversation.id)
        if conversation is None:
            return []
        rows = list(await self._rows(turn, conversation))
        if rows:
            await self._store.mark_returned(turn.conversation.id, rows[-1].id)
        return _of_advisor(rows)

    async def _rows(self, turn: Awaited, conversation: Conversation) -> Sequence[Row]:
        if turn.sent_again is not None:
            since = await self._store.rows(conversation.id, after=turn.sent_again.after_event_id, types=MESSAGES)
            return _up_to_answer(since, turn.message_id)
        fresh = await self._store.rows(conversation.id, after=conversation.returned_event_id, types=MESSAGES)
        return fresh or await self._store.rows_since_message(conversation.id, turn.message_id)

    async def _erase_after(self, last: Answer, conversation_id: str) -> None:
        """Rasa records a turn at its end, which may come after the first erasure."""
        await asyncio.wait({last})
        await self._store.erase(conversation_id)

    def _notice(self, key: str) -> Message:
        data = {"type": MessageType.ERROR.value, "reason": key}
        return Message(f"notice-{uuid.uuid4().hex}", "advisor", self._wording[key], iso_time(self._now()), data=data)

    def _start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log_bug(logger, error)

    def _forget(self, conversation_id: str, answer: Answer) -> None:
        if self._last.get(conversation_id) is answer:
            del self._last[conversation_id]


def _sent(conversation: Conversation, client_id: str, message_id: str) -> SentMessage:
    return SentMessage(
        conversation_id=conversation.id,
        client_id=client_id,
        message_id=message_id,
        after_event_id=conversation.returned_event_id,
    )


def _up_to_answer(rows: Sequence[Row], message_id: str) -> Sequence[Row]:
    """The rows without what was said after this message was answered."""
    said = [index for index, row in enumerate(rows) if row.type == USER]
    own = [index for index in said if rows[index].message_id == message_id]
    following = [index for index in said if own and index > own[-1]]
    return rows[: following[0]] if following else rows


def _of_advisor(rows: Sequence[Row]) -> list[Message]:
    return [message for message in read_transcript(rows) if message.author != "firm"]

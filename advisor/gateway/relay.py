"""Turns: what a firm says is kept first, then relayed in order, then forgotten once it is answered."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from advisor.core.messages import MessageType
from advisor.gateway.delivery import Delivery, Outcome, is_set_aside
from advisor.gateway.problems import log_bug, logger
from advisor.store.conversations import MESSAGES, ConversationStore
from advisor.store.models import Conversation, PendingMessage
from advisor.store.rows import Row
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
    message: PendingMessage
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
        patience: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._delivery = delivery
        self._wording = wording
        self._patience = patience
        """Seconds that a firm waits for an answer."""
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

    async def accept(self, conversation: Conversation, text: str) -> Awaited:
        """Keep what a firm said and put it in line. Call with `arrival` held; give the result to `reply`."""
        turn = Awaited(conversation, await self._keep(conversation.id, text))
        turn.answer = self._start(self._run(turn, self._last.get(conversation.id)))
        self._last[conversation.id] = turn.answer
        turn.answer.add_done_callback(lambda done: self._forget(conversation.id, done))
        return turn

    async def reply(self, turn: Awaited) -> list[Message]:
        """The advisor's new messages, or a friendly one if they take too long. Work on them goes on then."""
        await asyncio.wait({turn.answer}, timeout=self._patience)
        if not turn.answer.done() and turn.abandon():
            return [self._notice(SLOW)]
        return await asyncio.shield(turn.answer)

    async def erase(self, conversation_id: str) -> None:
        """Erase everything of a conversation. Call with `arrival` held."""
        await self._store.erase(conversation_id)
        last = self._last.get(conversation_id)
        if last is not None:
            self._start(self._erase_after(last, conversation_id))

    async def close(self) -> None:
        """Give turns under way a moment to end. What is not answered then stays kept."""
        if not self._running:
            return
        _, late = await asyncio.wait(set(self._running), timeout=SHUTDOWN_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _keep(self, conversation_id: str, text: str) -> PendingMessage:
        """A firm that says the one unanswered thing again sends it again, and does not say it twice."""
        waiting = [message for message in await self._store.pending(conversation_id) if not is_set_aside(message)]
        if len(waiting) == 1 and waiting[0].text == text:
            return waiting[0]
        message = PendingMessage(
            message_id=uuid.uuid4().hex,
            conversation_id=conversation_id,
            text=text,
            received_at=self._now(),
            attempts=0,
        )
        await self._store.add_pending(message)
        return message

    async def _run(self, turn: Awaited, before: Answer | None) -> list[Message]:
        if before is not None:
            await asyncio.wait({before})
        outcome = await self._delivery.deliver_up_to(turn.conversation, turn.message)
        if turn.abandoned:
            return []
        turn.collecting = True
        if outcome is Outcome.KEPT:
            return [self._notice(NOTICES[outcome])]
        messages = await self._collect(turn)
        return messages if outcome is Outcome.ANSWERED else [*messages, self._notice(NOTICES[outcome])]

    async def _collect(self, turn: Awaited) -> list[Message]:
        """What the advisor said since the last reply. A message sent twice gets its answer twice."""
        conversation = await self._store.get(turn.conversation.id)
        if conversation is None:
            return []
        rows = await self._store.rows(conversation.id, after=conversation.returned_event_id, types=MESSAGES)
        if not rows:
            rows = await self._store.rows_since_message(conversation.id, turn.message.message_id)
        if rows:
            await self._store.mark_returned(conversation.id, rows[-1].id)
        return _of_advisor(rows)

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


def _of_advisor(rows: list[Row]) -> list[Message]:
    return [message for message in read_transcript(rows) if message.author == "advisor"]

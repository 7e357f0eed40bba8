"""A person of the support staff speaks with a firm in place of the advisor, and hands it back."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping

from advisor.core.messages import MessageType
from advisor.gateway.bells import Bells
from advisor.gateway.problems import log_bug, logger
from advisor.gateway.rasa_client import Rasa, RasaFailed, RasaUnavailable, Remark
from advisor.store.conversations import ConversationStore
from advisor.store.handovers import HandoverStore, TakenError, UnheardError
from advisor.store.models import Conversation, Handover
from advisor.store.transcript import Message, read_transcript

BACK = "/back_to_advisor"
"""The firm would rather go on with the advisor."""
GO_ON = "/go_on"
WITH_PERSON, HANDED_BACK = "with_person", "handed_back"
WORDING = (
    "handover_taken",
    "handover_back",
    "handover_gave_up",
    "button_back_to_advisor",
    "button_go_on",
)
"""Every key of wording.yml that is used here."""

Bring = Callable[[Conversation, Message], Awaitable[None]]
"""Brings a message to a firm whose channel does not come and ask."""


class Handovers:
    """Who speaks with a firm. What is said goes into the one record, through Rasa."""

    def __init__(
        self,
        store: HandoverStore,
        conversations: ConversationStore,
        rasa: Rasa,
        bells: Bells,
        wording: Mapping[str, str],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self._conversations = conversations
        self._rasa = rasa
        self._bells = bells
        self._wording = wording
        self._now = now
        self.bring: Bring | None = None

    async def take(self, conversation_id: str, name: str) -> None:
        """From now on this one of the staff speaks with the firm.

        Raises:
            TakenError: another one does already.
            UnheardError: the firm cannot be told now. Nothing has changed.
        """
        handover = await self.store.take(conversation_id, name, self._now())
        custom = {"type": MessageType.HANDOVER.value, "state": WITH_PERSON, "name": name}
        try:
            await self._tell(
                conversation_id,
                _mark(handover, "taken"),
                self._wording["handover_taken"].format(name=name),
                custom,
                {self._wording["button_back_to_advisor"]: BACK},
            )
        except UnheardError:
            await self.store.put_back(handover)
            raise

    async def say(self, conversation_id: str, name: str, text: str, message_id: str) -> None:
        """What the person says. The same id is the same message.

        Raises:
            TakenError: somebody else speaks with the firm, or nobody any more.
            UnheardError: it cannot be recorded now.
        """
        handover = await self.store.of(conversation_id)
        if handover is None or handover.taken_by != name:
            raise TakenError(None if handover is None else handover.taken_by)
        custom = {"type": MessageType.PERSON.value, "name": name}
        await self._tell(conversation_id, message_id, text, custom)
        await self.store.spoke(conversation_id, self._now())

    async def hand_back(self, conversation_id: str, key: str = "handover_back") -> None:
        """The advisor speaks again. A firm that only waits is taken out of the queue without a word.

        Raises:
            UnheardError: the firm cannot be told now. Nothing has changed.
        """
        handover = await self.store.of(conversation_id)
        if handover is None:
            return
        if handover.taken_by is not None:
            custom = {"type": MessageType.HANDOVER.value, "state": HANDED_BACK, "name": handover.taken_by}
            text = self._wording[key].format(name=handover.taken_by)
            go_on = {self._wording["button_go_on"]: GO_ON}
            await self._tell(conversation_id, _mark(handover, "back"), text, custom, go_on)
        await self.store.end(conversation_id, self._now())
        self._bells.ring(conversation_id)

    async def give_up(self, silent_for: float) -> None:
        """Hand back what persons have not written in for so many seconds: nobody waits for ever."""
        for conversation in await self.store.silent_since(self._now() - silent_for):
            try:
                await self.hand_back(conversation.id, "handover_gave_up")
            except UnheardError:
                return
            except Exception as error:  # ours; the next one is not to suffer
                log_bug(logger, error)

    async def bring_again(self) -> None:
        """After a start: what was recorded may not have been brought. Bringing twice does nothing."""
        for conversation_id in await self.store.spoken_in():
            conversation = await self._conversations.get(conversation_id)
            rows = await self._conversations.rows(conversation_id, types={"bot"})
            said = [message for message in read_transcript(rows) if is_of_staff(message)]
            if self.bring is not None and conversation is not None:
                for message in said:
                    await self.bring(conversation, message)

    async def _tell(
        self,
        conversation_id: str,
        message_id: str,
        text: str,
        custom: Mapping[str, str],
        buttons: Mapping[str, str] | None = None,
    ) -> None:
        written = await self._conversations.written(conversation_id, message_id)
        if written is None:
            keys = [{"title": title, "payload": payload} for title, payload in (buttons or {}).items()]
            try:
                await self._rasa.record(Remark(conversation_id, message_id, "staff", text, custom, keys))
            except (RasaUnavailable, RasaFailed) as error:
                logger.warning("What one of the staff said waits: %s", error)
                raise UnheardError from error
            written = await self._conversations.written(conversation_id, message_id)
        self._bells.ring(conversation_id)
        conversation = await self._conversations.get(conversation_id)
        if self.bring is not None and written is not None and conversation is not None:
            for message in read_transcript([written]):
                await self.bring(conversation, message)


def is_of_staff(message: Message) -> bool:
    """Whether a message was not said by the advisor itself."""
    return message.data.get("type") in (MessageType.PERSON, MessageType.HANDOVER)


def _mark(handover: Handover, what: str) -> str:
    """The id of a message that is said once in a handover."""
    return f"handover-{handover.id}-{round((handover.taken_at or 0) * 1000)}-{what}"

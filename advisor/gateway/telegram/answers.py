"""What each thing that is heard leads to."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advisor.gateway.conversations import Opening, new_conversation
from advisor.gateway.desk import Desk
from advisor.gateway.door import MAX_TEXT, new_token
from advisor.gateway.history import event_of
from advisor.gateway.telegram import letters
from advisor.gateway.telegram.commands import PAYLOADS, Called, Command, called, origin
from advisor.gateway.telegram.formatting import bold, escape
from advisor.gateway.telegram.keyboards import ERASE, KEEP, Choice, choice
from advisor.gateway.telegram.places import country_at
from advisor.gateway.telegram.turns import ConversationGone, Turns
from advisor.gateway.telegram.updates import Heard, Kind
from advisor.gateway.text import clean
from advisor.store.models import TelegramChat
from advisor.store.telegram import Closing, Draft, Finished, TelegramStore
from advisor.store.transcript import OPENING, Button, Message

CHANNEL = "telegram"
LANGUAGES = ("en",)
"""Those that the advisor speaks."""
DAY = 24 * 3600.0

WORDING = (
    *(f"telegram_menu_{command}" for command in Command),
    "telegram_choose",
    "telegram_deleted",
    "telegram_delete_ask",
    "telegram_delete_no",
    "telegram_delete_yes",
    "telegram_fault",
    "telegram_group",
    "telegram_here_is",
    "telegram_kept",
    "telegram_language",
    "telegram_media",
    "telegram_nothing_to_delete",
    "telegram_old_button",
    "telegram_person",
    "telegram_perhaps_twice",
    "telegram_plan_file",
    "telegram_privacy",
    "telegram_slow",
    "telegram_unknown_place",
)
"""Every key of wording.yml that is used on Telegram."""

NOTICE_WORDS = {"try_again": "telegram_kept", "still_working": "telegram_slow"}


@dataclass(frozen=True)
class Task:
    """One update that is to be answered."""

    update_id: int
    heard: Heard

    @property
    def chat_id(self) -> int:
        """Where it was said."""
        return self.heard.chat_id

    def name(self, part: str) -> str:
        """Of one part of what it leads to; the same whenever it is tried."""
        return f"u{self.update_id}.{part}"


@dataclass(frozen=True)
class Pressed:
    """A button, and the message under which it stood."""

    message: Message
    button: Button
    choice: Choice


class Answers:
    """Answers updates. Trying one again does nothing twice."""

    def __init__(
        self,
        desk: Desk,
        store: TelegramStore,
        turns: Turns,
        wording: Mapping[str, str],
        wake: Callable[[int], None],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._desk = desk
        self._store = store
        self._turns = turns
        self._wording = wording
        self._wake = wake
        """Tells the courier that there is something to be sent."""
        self._now = now

    async def answer(self, task: Task) -> Finished:
        """All that one update leads to."""
        try:
            return await self._answer(task)
        except ConversationGone:
            return Finished()

    def fault(self, task: Task) -> Finished:
        """What is said when answering failed through a fault of ours."""
        return self._say(task, "telegram_fault")

    async def _answer(self, task: Task) -> Finished:  # noqa: PLR0911 - a table
        match task.heard.kind:
            case Kind.GROUP:
                # Not more often than once a day, or we would disturb.
                day = int(self._now() // DAY)
                return Finished([letters.plain(f"group.{day}", self._wording["telegram_group"])])
            case Kind.BLOCKED:
                await self._store.left(task.chat_id)
                return Finished()
            case Kind.UNBLOCKED:
                await self._store.came_back(task.chat_id)
                return Finished()
            case Kind.MEDIA:
                return await self._media(task)
            case Kind.LOCATION:
                return await self._place(task)
            case Kind.PRESS:
                return await self._press(task)
            case Kind.TEXT:
                return await self._text(task)

    async def _text(self, task: Task) -> Finished:
        command = called(task.heard.text.strip())
        return await (self._words(task, task.heard.text) if command is None else self._command(task, command))

    async def _command(self, task: Task, called_: Called) -> Finished:
        match called_.command:
            case Command.LANGUAGE:
                return self._say(task, "telegram_language")
            case Command.PRIVACY:
                return self._say(task, "telegram_privacy")
            case Command.DELETE:
                return await self._ask_to_delete(task)
            case Command.START:
                return await self._start(task, called_.parameter)
        return await self._said(task, PAYLOADS[called_.command])

    async def _start(self, task: Task, parameter: str) -> Finished:
        chat = await self._chat(task)
        if chat is None:
            chat = await self._open(task, parameter)
        return await self._told(task, chat, await self._heard(task, chat, "open", OPENING))

    async def _words(self, task: Task, text: str) -> Finished:
        words = clean(text)
        if not words:
            return self._say(task, "problem_text_empty")
        if len(words) > MAX_TEXT:
            return self._say(task, "problem_text_too_long", length=len(words), limit=MAX_TEXT)
        return await self._said(task, words)

    async def _said(self, task: Task, words: str) -> Finished:
        """What a firm says, with a greeting before the answer where it is the first thing that it says."""
        chat = await self._chat(task)
        if chat is None:
            chat = await self._open(task, "")
        greeting: list[Message] = []
        if await self._is_new(task, chat):
            greeting = await self._heard(task, chat, "open", OPENING)
        elif (wait := self._must_wait(task, chat)) is not None:
            return wait
        answer = await self._heard(task, chat, "said", words)
        return await self._told(task, chat, letters.greeted(greeting, answer))

    async def _is_new(self, task: Task, chat: TelegramChat) -> bool:
        """Whether this update opened the conversation, be it in a process that stopped."""
        if await self._turns.was_taken(chat.conversation_id, task.name("open")):
            return True
        return not await self._desk.store.rows(chat.conversation_id)

    def _must_wait(self, task: Task, chat: TelegramChat) -> Finished | None:
        seconds = math.ceil(self._desk.messages_limit.wait(chat.conversation_id))
        if seconds <= 0:
            return None
        return self._say(task, "problem_too_many_messages", seconds=seconds, limit=self._desk.messages_limit.limit)

    async def _media(self, task: Task) -> Finished:
        """A word about what can be understood, once for an album, and an answer to what is written beside it."""
        name = task.name("note") if task.heard.album is None else f"album.{task.heard.album}"
        note = letters.plain(name, self._wording["telegram_media"])
        if not clean(task.heard.text):
            return Finished([note])
        answer = await self._words(task, task.heard.text)
        return Finished([note, *answer.drafts], answer.closing)

    async def _place(self, task: Task) -> Finished:
        country = None if task.heard.place is None else country_at(*task.heard.place)
        if country is None:
            return self._say(task, "telegram_unknown_place")
        return await self._said(task, self._wording["telegram_here_is"].format(country=country))

    async def _press(self, task: Task) -> Finished:
        if task.heard.text in (ERASE, KEEP):
            return await self._delete(task)
        chat = await self._chat(task)
        pressed = None if chat is None else await self._pressed(chat, choice(task.heard.text))
        if chat is None or pressed is None:
            return self._say(task, "telegram_old_button")
        event_id = pressed.choice.event_id
        again = await self._turns.was_taken(chat.conversation_id, task.name("said"))
        if not again and event_id == chat.answered_event_id:
            return Finished()
        if not again and event_id <= chat.closed_event_id:
            return self._say(task, "telegram_old_button")
        return await self._choose(task, chat, pressed)

    async def _choose(self, task: Task, chat: TelegramChat, pressed: Pressed) -> Finished:
        messages = await self._heard(task, chat, "said", pressed.button.payload)
        answer = await self._told(task, chat, messages, answered=pressed.choice.event_id)
        shown = _chosen(task, bold(pressed.message.text), pressed.button.title, chat.conversation_id)
        return Finished([*shown, *answer.drafts], answer.closing)

    async def _pressed(self, chat: TelegramChat, wanted: Choice | None) -> Pressed | None:
        """The button, if the advisor offered it in this very conversation."""
        if wanted is None:
            return None
        for message in await self._desk.history.after(chat.conversation_id, wanted.event_id - 1):
            if message.id == str(wanted.event_id) and wanted.index < len(message.buttons):
                return Pressed(message, message.buttons[wanted.index], wanted)
        return None

    async def _heard(self, task: Task, chat: TelegramChat, part: str, words: str) -> list[Message]:
        """The advisor's answer to words."""

        async def apologise(reason: str) -> None:
            apology = letters.plain(
                task.name(f"sorry.{reason}"), self._wording[NOTICE_WORDS[reason]], chat.conversation_id
            )
            await self._store.add(task.chat_id, [apology])
            self._wake(task.chat_id)

        return await self._turns.take(task.chat_id, chat.conversation_id, task.name(part), words, apologise)

    async def _told(self, task: Task, chat: TelegramChat, messages: list[Message], answered: int = 0) -> Finished:
        """The advisor's messages, and no buttons any more under what came before them."""
        up_to = _before(messages)
        closed = await self._store.open_keyboards(task.chat_id, chat.closed_event_id, up_to)
        drafts = [
            letters.without_buttons(letter.message_id, chat.conversation_id)
            for letter in closed
            if letter.message_id is not None and letter.message_id != task.heard.message_id
        ]
        said = letters.advice(messages, chat.conversation_id, task.update_id, self._wording)
        return Finished([*said, *drafts], Closing(up_to, answered))

    async def _ask_to_delete(self, task: Task) -> Finished:
        if await self._store.chat(task.chat_id) is None:
            return self._say(task, "telegram_nothing_to_delete")
        keys = [(self._wording["telegram_delete_yes"], ERASE), (self._wording["telegram_delete_no"], KEEP)]
        return Finished([letters.plain(task.name("ask"), self._wording["telegram_delete_ask"], keys=keys)])

    async def _delete(self, task: Task) -> Finished:
        title = self._wording["telegram_delete_yes" if task.heard.text == ERASE else "telegram_delete_no"]
        shown = _chosen(task, escape(self._wording["telegram_delete_ask"]), title, None)
        if task.heard.text == KEEP:
            return Finished(shown)
        chat = await self._store.chat(task.chat_id)
        if chat is not None:
            async with self._desk.relay.arrival(chat.conversation_id):
                await self._desk.relay.erase(chat.conversation_id)
        await self._store.forget(task.chat_id)
        goodbye = letters.farewell(task.name("deleted"), self._wording["telegram_deleted"])
        return Finished([*(letters.forgotten(draft) for draft in shown), goodbye])

    async def _chat(self, task: Task) -> TelegramChat | None:
        """The chat's conversation. Who writes has not left."""
        chat = await self._store.chat(task.chat_id)
        if chat is not None and chat.left_at is not None:
            await self._store.came_back(task.chat_id)
        return chat

    async def _open(self, task: Task, parameter: str) -> TelegramChat:
        """A new conversation. Its token is thrown away, so that no other channel can reach it."""
        came = origin(parameter, LANGUAGES)
        conversation = new_conversation(
            Opening(language=came.language or LANGUAGES[0], channel=CHANNEL), new_token(), self._now()
        )
        return await self._store.bind(task.chat_id, conversation, came.campaign)

    def _say(self, task: Task, key: str, **facts: object) -> Finished:
        return Finished([letters.plain(task.name("note"), self._wording[key].format(**facts))])


def _chosen(task: Task, asked: str, title: str, conversation_id: str | None) -> list[Draft]:
    """The message with the pressed button as Telegram shows it, or else what it asked, with the choice."""
    under = task.heard.message_id
    if under is None:
        return []
    return [letters.chosen(task.update_id, task.heard.shown or asked, title, under, conversation_id)]


def _before(messages: list[Message]) -> int:
    """The last event before an answer: buttons up to there belong to what was said earlier."""
    events = [event for message in messages if (event := event_of(message.id)) is not None]
    return min(events) - 1 if events else 0

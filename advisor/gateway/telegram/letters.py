"""What goes into the outbox: messages, changes of messages, documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from advisor.core.messages import MessageType
from advisor.gateway.history import event_of
from advisor.gateway.telegram.formatting import bold, escape, length, split
from advisor.gateway.telegram.keyboards import Choice, Keys
from advisor.store.telegram import Draft
from advisor.store.transcript import Message

TOGETHER = 1_500
"""What is said in one turn goes as one message up to so many letters: Telegram counts messages, people screens."""
APART = frozenset({MessageType.PERSON, MessageType.HANDOVER, MessageType.PLAN})
"""The first two are also brought one by one, and are known by their keys. A plan is read point by point."""


class Method(StrEnum):
    """What a letter makes Telegram do."""

    MESSAGE = "message"
    CHOSEN = "chosen"
    """A message gets other words, and no buttons any more."""
    NO_BUTTONS = "no_buttons"
    PLAN = "plan"
    """The plan as PDF. It is made when it is sent, and never stored."""


def plain(key: str, text: str, conversation_id: str | None = None, keys: Keys = ()) -> Draft:
    """A short message of ours."""
    return _message(key, escape(text), conversation_id, keys)


def farewell(key: str, text: str) -> Draft:
    """The last message to a chat that is forgotten with it."""
    return forgotten(plain(key, text))


def forgotten(draft: Draft) -> Draft:
    """Of which nothing stays once it is sent."""
    return replace(draft, body={**draft.body, "forget": True})


def advice(
    messages: Iterable[Message], conversation_id: str, update_id: int, wording: Mapping[str, str]
) -> list[Draft]:
    """The advisor's messages, short ones together, with the plan as a document after them."""
    drafts: list[Draft] = []
    plan: str | None = None
    is_open = False
    for number, message in enumerate(messages):
        event_id = event_of(message.id)
        name = f"u{update_id}.n{number}" if event_id is None else f"e{event_id}"
        parts = _parts(name, message, conversation_id, event_id, wording)
        may_join = message.data.get("type") not in APART
        if is_open and may_join and parts and (both := _both(drafts[-1], parts[0])) is not None:
            drafts[-1], parts = both, parts[1:]
        drafts.extend(parts)
        is_open = bool(drafts) and may_join
        if message.data.get("type") == MessageType.PLAN and plan is None:
            plan = name
    if plan is not None:
        drafts.append(Draft(f"{plan}.pdf", {"method": Method.PLAN.value}, conversation_id))
    return drafts


def greeted(greeting: list[Message], answer: list[Message]) -> list[Message]:
    """A greeting and an answer at once: what the greeting asks is left out where the answer asks something itself."""
    if not any(_asks(message) for message in answer):
        return [*greeting, *answer]
    return [*(message for message in greeting if not _asks(message)), *answer]


def _asks(message: Message) -> bool:
    return bool(message.buttons) or message.data.get("type") == MessageType.QUESTION


def _both(first: Draft, second: Draft) -> Draft | None:
    """Two messages as one, unless buttons stand between them or it would be long."""
    if first.body["keys"]:
        return None
    html = f"{first.body['html']}\n\n{second.body['html']}"
    if length(html) > TOGETHER:
        return None
    return replace(second, key=first.key, body={**second.body, "html": html})


def chosen(update_id: int, shown: str, title: str, message_id: int, conversation_id: str | None) -> Draft:
    """The message whose button was pressed, as it is shown (HTML), with the choice instead of the buttons."""
    choice = f"\u2713 {bold(title)}"
    body = {
        "method": Method.CHOSEN.value,
        "html": f"{shown}\n\n{choice}" if shown else choice,
        "message_id": message_id,
    }
    return Draft(f"u{update_id}.chosen", body, conversation_id)


def without_buttons(message_id: int, conversation_id: str) -> Draft:
    """A message whose buttons are no longer taken."""
    return Draft(
        f"m{message_id}.closed", {"method": Method.NO_BUTTONS.value, "message_id": message_id}, conversation_id
    )


def _parts(
    name: str, message: Message, conversation_id: str, event_id: int | None, wording: Mapping[str, str]
) -> list[Draft]:
    texts = _html(message)
    if message.author == "person" and texts:
        who = wording["telegram_person"].format(name=message.data.get("name", ""))
        texts[0] = f"{bold(who)}\n{texts[0]}"
    keys = [
        (button.title, Choice(event_id, index).data())
        for index, button in enumerate(message.buttons)
        if event_id is not None
    ]
    if not texts and keys:
        texts = [escape(wording["telegram_choose"])]
    drafts = [_message(f"{name}.{part}", text, conversation_id) for part, text in enumerate(texts[:-1])]
    if texts:
        last = _message(f"{name}.{len(texts) - 1}", texts[-1], conversation_id, keys)
        drafts.append(Draft(last.key, last.body, conversation_id, event_id if keys else None))
    return drafts


def _html(message: Message) -> list[str]:
    """What is asked stands out from what is told."""
    write = bold if message.data.get("type") == MessageType.QUESTION else escape
    return [write(part) for part in split(message.text)]


def _message(key: str, html: str, conversation_id: str | None, keys: Keys = ()) -> Draft:
    body = {"method": Method.MESSAGE.value, "html": html, "keys": [list(pair) for pair in keys]}
    return Draft(key, body, conversation_id)

"""Which message is being handled, so that one that was answered already is not answered twice.

The gateway delivers a message again when a server died, hung up or hung over it. The server that has it now holds the
turn of the conversation, so what another made of the message stands in the record, or never will.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from rasa.shared.core.events import Event, UserUttered

_message: ContextVar[str | None] = ContextVar("message", default=None)


class AlreadyAnswered(BaseException):
    """The message was answered by an earlier delivery. No `Exception`, for the reason of `Unavailable`."""


@contextmanager
def handling(message_id: str) -> Iterator[None]:
    """A message is handled inside."""
    token = _message.set(message_id)
    try:
        yield
    finally:
        _message.reset(token)


def heard_before(events: Iterable[Event]) -> str | None:
    """The id of the message that is being handled, if it stands among events."""
    current = _message.get()
    if current is None:
        return None
    ids = (event.message_id for event in events if type(event) is UserUttered)
    return current if current in ids else None


def without_failed(events: Sequence[Event], again: str | None = None) -> list[Event]:
    """Events as if no delivery had failed half way: each message stands there once, with what it led to at last.

    Else the second delivery would find half of the work of the first, and take a question for answered that was not.

    Args:
        again: the message that is about to be handled once more.
    """
    begins = [index for index, event in enumerate(events) if type(event) is UserUttered]
    ids = [*(events[index].message_id for index in begins), again]
    kept = list(events[: begins[0]]) if begins else list(events)
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else len(events)
        if ids[number] is None or ids[number] != ids[number + 1]:
            kept += events[begin:end]
    return kept

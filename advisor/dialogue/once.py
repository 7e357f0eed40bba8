"""Which message is being handled, so that one that was answered already is not answered twice.

The gateway delivers a message again when a server died, hung up or hung over it. The server that has it now holds the
turn of the conversation, so what another made of the message stands in the record, or never will.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    ids = (event.message_id for event in events if isinstance(event, UserUttered))
    return current if current in ids else None

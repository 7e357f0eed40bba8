"""What the console's handlers work with."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from advisor.console.accounts import Accounts
from advisor.console.guard import HOME, INVALID, NOT_FOUND, RefusedError
from advisor.console.numbers import Numbers
from advisor.console.pages import StaffPages
from advisor.console.queries import Conversations
from advisor.console.transcript import Transcripts
from advisor.knowledge.schema import Knowledge
from advisor.store.audit import AuditLog
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.figures import FigureStore
from advisor.store.handovers import HandoverStore
from advisor.store.models import Conversation
from advisor.store.reviews import ReviewStore

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
Assess = Callable[[dict[str, Any] | None], Mapping[str, Any]]


class Handovers(Protocol):
    """Speaking with a firm in place of the advisor.

    Each method may raise TakenError or UnheardError, and has changed nothing then.
    """

    store: HandoverStore

    async def take(self, conversation_id: str, name: str) -> None:
        """From now on this one of the staff speaks with the firm."""

    async def say(self, conversation_id: str, name: str, text: str, message_id: str) -> None:
        """What the person says. The same id is the same message."""

    async def hand_back(self, conversation_id: str) -> None:
        """The advisor speaks again, or the firm no longer waits."""


@dataclass(frozen=True)
class Supplies:
    """What the console needs from whoever serves it."""

    knowledge: Knowledge
    assess: Assess
    database: Database
    figures: FigureStore
    handovers: Handovers
    erase: Callable[[str], Awaitable[None]]
    """Erases a conversation, also one in which a turn is under way."""


@dataclass(frozen=True)
class Office:
    """All that the handlers work with."""

    knowledge: Knowledge
    assess: Assess
    accounts: Accounts
    audit: AuditLog
    store: ConversationStore
    conversations: Conversations
    transcripts: Transcripts
    reviews: ReviewStore
    handovers: Handovers
    numbers: Numbers
    pages: StaffPages
    erase: Callable[[str], Awaitable[None]]
    intents: Sequence[str]
    now: Callable[[], float] = time.time

    async def conversation(self, conversation_id: str) -> Conversation:
        """One conversation.

        Raises:
            RefusedError: there is none.
        """
        found = await self.store.get(conversation_id)
        if found is None:
            raise RefusedError(*NOT_FOUND)
        return found


def address_of(conversation_id: str) -> str:
    """Where a conversation is read."""
    return f"{HOME}/conversations/{conversation_id}"


def go(path: str) -> Redirect:
    """Show another page after a change."""
    return Redirect(path, status_code=HTTP_303_SEE_OTHER)


def field_of(form: Mapping[str, str], name: str, longest: int, *, needed: bool = True) -> str:
    """A field of a form.

    Raises:
        RefusedError: it is missing or too long.
    """
    value = form.get(name, "").strip()
    if len(value) > longest or (needed and not value):
        raise RefusedError(*INVALID)
    return value

"""The conversation API."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK

from advisor.gateway.assessments import Assess, Report
from advisor.gateway.delivery import Delivery
from advisor.gateway.door import Door, digest, new_token
from advisor.gateway.limits import SlidingWindow
from advisor.gateway.problems import MEDIA_TYPE
from advisor.gateway.relay import Relay
from advisor.store.conversations import MESSAGES, ConversationStore
from advisor.store.models import Conversation, PendingMessage
from advisor.store.transcript import OPENING, Message, firm_message, read_transcript

SECURITY = [{"token": list[str]()}]

Authorization = Annotated[
    str | None,
    HeaderParameter(name="Authorization", required=False, description="`Bearer` and the conversation's token."),
]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", max_length=16)]
Channel = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class ProblemDetails(msgspec.Struct):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    """A sentence that a person understands."""


class Opening(msgspec.Struct, forbid_unknown_fields=True):
    """How a conversation is to be held."""

    language: Language = "en"
    channel: Channel = "web"


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """What the firm says: either words, or the payload of a button."""

    text: str | None = None
    payload: str | None = None


class Opened(msgspec.Struct):
    """A new conversation. Keep id and token: nobody can give them to you again."""

    conversation_id: str
    token: str
    messages: list[Message]


class Messages(msgspec.Struct):
    """Messages, oldest first."""

    messages: list[Message]


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """For the OpenAPI page: the errors of a handler, beside those that any may have."""
    spec = ResponseSpec(ProblemDetails, description="Problem", generate_examples=False, media_type=MEDIA_TYPE)
    return dict.fromkeys((*statuses, 429, 500), spec)


@dataclass(frozen=True)
class Desk:
    """All that the handlers work with."""

    store: ConversationStore
    door: Door
    relay: Relay
    delivery: Delivery
    assess: Assess
    messages_limit: SlidingWindow
    titles: dict[str, str]
    """Payloads of commands -> the words for them."""
    now: Callable[[], float] = time.time


class Conversations(Controller):
    """Open a conversation, talk in it, read it, erase it."""

    path = "/api/conversations"
    tags = ["Conversations"]  # noqa: RUF012 - Litestar's way

    @post("/", summary="Open a conversation", responses=problems(400, 413, 422))
    async def open(self, desk: NamedDependency[Desk], data: JSONBody[Opening | None] = None) -> Opened:
        """Answers with the greeting. Where the advisor is away just now, with a friendly message of type `error`."""
        token = new_token()
        conversation = new_conversation(data or Opening(), token, desk.now())
        async with desk.relay.arrival(conversation.id):
            await desk.store.create(conversation)
            awaited = await desk.relay.accept(conversation, OPENING)
        return Opened(conversation.id, token, await desk.relay.reply(awaited))

    @post(
        "/{conversation_id:str}/messages",
        summary="Say something",
        status_code=HTTP_200_OK,
        security=SECURITY,
        responses=problems(400, 401, 404, 413, 422),
    )
    async def say(
        self,
        desk: NamedDependency[Desk],
        conversation_id: FromPath[str],
        data: JSONBody[Said],
        authorization: Authorization = None,
    ) -> Messages:
        """Answers with what the advisor said since the last reply. Exactly one of `text` and `payload`."""
        async with desk.relay.arrival(conversation_id):
            conversation = await desk.door.enter(conversation_id, authorization)
            desk.messages_limit.enter(conversation_id, "too_many_messages")
            words = await desk.door.admit(conversation_id, data.text, data.payload)
            awaited = await desk.relay.accept(conversation, words)
        return Messages(await desk.relay.reply(awaited))

    @get(
        "/{conversation_id:str}/messages",
        summary="Read the history",
        security=SECURITY,
        responses=problems(401, 404),
    )
    async def history(
        self, desk: NamedDependency[Desk], conversation_id: FromPath[str], authorization: Authorization = None
    ) -> Messages:
        """All that was said. What the firm said and is not answered yet comes last, with `data.pending`."""
        await desk.door.enter(conversation_id, authorization)
        rows = await desk.store.rows(conversation_id, types=MESSAGES)
        recorded = {row.message_id for row in rows}
        kept = [
            pending_message(message, desk.titles)
            for message in await desk.store.pending(conversation_id)
            if message.message_id not in recorded and message.text != OPENING
        ]
        return Messages([*read_transcript(rows, desk.titles), *kept])

    @get(
        "/{conversation_id:str}/assessment",
        summary="Where does the firm stand?",
        security=SECURITY,
        responses=problems(401, 404),
    )
    async def assessment(
        self, desk: NamedDependency[Desk], conversation_id: FromPath[str], authorization: Authorization = None
    ) -> Report:
        """The best estimate so far: the prior alone when nothing is known."""
        await desk.door.enter(conversation_id, authorization)
        await desk.delivery.refresh(conversation_id)
        conversation = await desk.store.get(conversation_id)
        return desk.assess(None if conversation is None else conversation.profile)

    @delete(
        "/{conversation_id:str}",
        summary="Erase a conversation",
        security=SECURITY,
        responses=problems(401, 404),
    )
    async def erase(
        self, desk: NamedDependency[Desk], conversation_id: FromPath[str], authorization: Authorization = None
    ) -> None:
        """Everything of it, for good. Afterwards its id is unknown."""
        async with desk.relay.arrival(conversation_id):
            await desk.door.enter(conversation_id, authorization)
            await desk.relay.erase(conversation_id)


def pending_message(message: PendingMessage, titles: Mapping[str, str]) -> Message:
    """What a firm said and Rasa has not recorded yet, as a message of the history."""
    shown = firm_message(f"pending-{message.message_id}", message.text, message.received_at, titles)
    return replace(shown, data={**shown.data, "pending": True})


def new_conversation(opening: Opening, token: str, now: float) -> Conversation:
    """A conversation in which nothing was said yet."""
    return Conversation(
        id=uuid.uuid4().hex,
        token_sha256=digest(token),
        channel=opening.channel,
        language=opening.language,
        created_at=now,
        last_activity=now,
        turns=0,
        not_understood=0,
        flags=[],
        projected_event_id=0,
        returned_event_id=0,
    )

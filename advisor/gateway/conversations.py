"""The conversation API."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from advisor.gateway.assessments import Report
from advisor.gateway.desk import SECURITY, Authorization, Desk, problems
from advisor.gateway.door import digest, new_token
from advisor.gateway.limits import address_of
from advisor.gateway.relay import Awaited
from advisor.store.models import Conversation
from advisor.store.transcript import OPENING, Message

Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", max_length=16)]
Channel = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
ClientId = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$")
]
"""A UUID."""


class Opening(msgspec.Struct, forbid_unknown_fields=True):
    """How a conversation is to be held."""

    language: Language = "en"
    channel: Channel = "web"


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """What the firm says: either words, or the payload of a button."""

    text: str | None = None
    payload: str | None = None
    client_id: ClientId | None = None
    """Made by the client. Sending one again is not saying it twice, and brings the same reply."""


class Opened(msgspec.Struct):
    """A new conversation. Keep id and token: nobody can give them to you again."""

    conversation_id: str
    token: str
    messages: list[Message]


class Messages(msgspec.Struct):
    """Messages, oldest first."""

    messages: list[Message]


class Conversations(Controller):
    """Open a conversation, talk in it, read it, erase it."""

    path = "/api/conversations"
    tags = ["Conversations"]  # noqa: RUF012 - Litestar's way

    @post("/", summary="Open a conversation", responses=problems(400, 413, 422))
    async def open(
        self, desk: NamedDependency[Desk], request: Request[Any, Any, Any], data: JSONBody[Opening | None] = None
    ) -> Opened:
        """Answers with the greeting. Where the advisor is away just now, with a friendly message of type `error`."""
        desk.openings_limit.enter(address_of(request.scope), "too_many_conversations")
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
            awaited = await _take(desk, conversation, data)
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
        return Messages(await desk.history.read(conversation_id))

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


async def _take(desk: Desk, conversation: Conversation, said: Said) -> Awaited:
    """Put what was said in line, unless its client said it before: then it is that which is answered."""
    if said.client_id is not None:
        sent = await desk.store.sent(conversation.id, said.client_id.lower())
        if sent is not None:
            return desk.relay.accept_again(conversation, sent)
    words = await desk.door.admit(conversation.id, said.text, said.payload)
    return await desk.relay.accept(conversation, words, said.client_id and said.client_id.lower())


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

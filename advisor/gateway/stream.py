"""Server-sent events of one conversation."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter
from litestar.response import ServerSentEvent

from advisor.gateway.desk import SECURITY, Authorization, Desk, problems
from advisor.gateway.history import event_of

LastEventId = Annotated[
    str | None,
    HeaderParameter(name="Last-Event-ID", required=False, description="The id of the last message that arrived."),
]


@get(
    "/api/conversations/{conversation_id:str}/stream",
    summary="Hear messages as they come",
    tags=["Conversations"],
    security=SECURITY,
    media_type="text/event-stream",
    responses={
        200: ResponseSpec(
            str, description="Server-sent events", generate_examples=False, media_type="text/event-stream"
        ),
        **problems(401, 404),
    },
)
async def stream(
    desk: NamedDependency[Desk],
    conversation_id: FromPath[str],
    authorization: Authorization = None,
    last_event_id: LastEventId = None,
) -> ServerSentEvent:
    """Events `message`, each a message as in the history with its id; `end` when the conversation is erased.

    `Last-Event-ID` goes on after that message; without it, all that was said comes first.
    """
    await desk.door.enter(conversation_id, authorization)
    events = desk.feed.open(conversation_id, event_of(last_event_id) or 0)
    return ServerSentEvent(events, status_code=200, headers={"Cache-Control": "private, no-store"})

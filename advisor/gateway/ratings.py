"""What a firm thinks of a message."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT

from advisor.gateway.desk import SECURITY, Authorization, Desk, problems
from advisor.gateway.history import event_of
from advisor.gateway.problems import Problem
from advisor.gateway.text import clean
from advisor.store.models import Rating

MAX_WORDS = 500


class Rated(msgspec.Struct, forbid_unknown_fields=True):
    """A thumb for one message of the advisor, and a few words if the firm has any."""

    message_id: Annotated[str, msgspec.Meta(max_length=64)]
    thumb: Literal["up", "down"]
    words: Annotated[str, msgspec.Meta(max_length=MAX_WORDS)] | None = None


@post(
    "/api/conversations/{conversation_id:str}/ratings",
    summary="Rate a message",
    tags=["Conversations"],
    status_code=HTTP_204_NO_CONTENT,
    security=SECURITY,
    responses=problems(400, 401, 404, 413, 422),
)
async def rate(
    desk: NamedDependency[Desk],
    conversation_id: FromPath[str],
    data: JSONBody[Rated],
    authorization: Authorization = None,
) -> None:
    """Takes the place of an earlier rating. The history shows it in the message's `data.rating`."""
    async with desk.relay.arrival(conversation_id):
        await desk.door.enter(conversation_id, authorization)
        rating = _rating(conversation_id, data, desk.now())
        if rating is None or not await desk.ratings.rate(rating):
            raise Problem("message_not_rated")


def _rating(conversation_id: str, rated: Rated, now: float) -> Rating | None:
    event_id = event_of(rated.message_id)
    if event_id is None:
        return None
    return Rating(
        conversation_id=conversation_id,
        event_id=event_id,
        thumb=rated.thumb,
        words=clean(rated.words or "") or None,
        rated_at=now,
    )

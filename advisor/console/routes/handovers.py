"""Firms that want a person: the queue, and speaking with one of them."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_204_NO_CONTENT, HTTP_409_CONFLICT, HTTP_503_SERVICE_UNAVAILABLE

from advisor.console.accounts import Visit
from advisor.console.guard import HOME, INVALID, RefusedError
from advisor.console.office import Form, Office, address_of, field_of, go
from advisor.console.permissions import Permission, for_
from advisor.console.reading import Draft, read_conversation, shown
from advisor.store.handovers import TakenError, UnheardError

LONGEST_MESSAGE = 2_000
MESSAGE_ID = re.compile(r"[0-9a-f]{32}")
OF_ONE = "/conversations/{conversation_id:str}"
WORDS_SHOWN = 3
"""Of the last messages of a firm that waits."""


@get("/handovers", opt=for_(Permission.READ))
async def show_queue(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit]
) -> Response[str]:
    """Who waits longest stands first."""
    queue = await office.handovers.store.queue()
    words = {
        one.conversation.id: shown(await office.transcripts.latest_words(one.conversation.id, WORDS_SHOWN), visit)
        for one in queue
    }
    return office.pages.page(request, "handovers.html", queue=queue, words=words, now=office.now())


@get("/handovers/count", opt=for_(Permission.READ, asked_by_page=True))
async def count_waiting(office: NamedDependency[Office]) -> Response[str]:
    """How many wait, for the head of every page."""
    waiting = await office.handovers.store.waiting()
    return Response(str(waiting) if waiting else "", media_type="text/html")


@post(f"{OF_ONE}/take", opt=for_(Permission.REVIEW))
async def take(
    office: NamedDependency[Office],
    request: Request[Any, Any, Any],
    visit: NamedDependency[Visit],
    conversation_id: FromPath[str],
    data: Form,
) -> Response[Any]:
    """From now on the firm reads what this one of the staff writes."""
    await office.conversation(conversation_id)
    try:
        await office.handovers.take(conversation_id, visit.name)
    except (TakenError, UnheardError) as error:
        return await _refused(office, request, visit, conversation_id, error)
    await office.audit.note(visit.name, "take", conversation_id)
    return _written(conversation_id)


@post(f"{OF_ONE}/say", opt=for_(Permission.REVIEW))
async def say(
    office: NamedDependency[Office],
    request: Request[Any, Any, Any],
    visit: NamedDependency[Visit],
    conversation_id: FromPath[str],
    data: Form,
) -> Response[Any]:
    """What the firm reads. If that is not possible now, the words stay in the form."""
    await office.conversation(conversation_id)
    text, message_id = field_of(data, "text", LONGEST_MESSAGE), field_of(data, "message", 32)
    if MESSAGE_ID.fullmatch(message_id) is None:
        raise RefusedError(*INVALID)
    try:
        await office.handovers.say(conversation_id, visit.name, text, message_id)
    except (TakenError, UnheardError) as error:
        return await _refused(office, request, visit, conversation_id, error, draft=Draft(text, message_id))
    await office.audit.note(visit.name, "say", conversation_id, message=message_id)
    return _written(conversation_id)


@post(f"{OF_ONE}/hand-back", opt=for_(Permission.REVIEW))
async def hand_back(
    office: NamedDependency[Office],
    request: Request[Any, Any, Any],
    visit: NamedDependency[Visit],
    conversation_id: FromPath[str],
    data: Form,
) -> Response[Any]:
    """The advisor speaks again, or a firm no longer waits."""
    await office.conversation(conversation_id)
    try:
        await office.handovers.hand_back(conversation_id)
    except UnheardError as error:
        return await _refused(office, request, visit, conversation_id, error)
    await office.audit.note(visit.name, "hand_back", conversation_id)
    return go(f"{HOME}/handovers") if data.get("from") == "queue" else _written(conversation_id)


@get(f"{OF_ONE}/live", opt=for_(Permission.READ, asked_by_page=True))
async def show_new(
    office: NamedDependency[Office],
    request: Request[Any, Any, Any],
    visit: NamedDependency[Visit],
    conversation_id: FromPath[str],
) -> Response[str]:
    """What was said after one message, to be put below it."""
    conversation = await office.conversation(conversation_id)
    after = request.query_params.get("after", "")
    if not (after.isascii() and after.isdigit() and len(after) <= 15):
        raise RefusedError(*INVALID)
    said = await office.transcripts.after(conversation_id, int(after))
    if not said:
        return Response("", status_code=HTTP_204_NO_CONTENT)
    return office.pages.page(
        request,
        "live.html",
        conversation=conversation,
        said=shown(said, visit),
        here=address_of(conversation_id),
        corrections={},
        reviews=False,
    )


def _written(conversation_id: str) -> Redirect:
    return go(f"{address_of(conversation_id)}#reply")


async def _refused(  # noqa: PLR0913 - what the page is made of
    office: Office,
    request: Request[Any, Any, Any],
    visit: Visit,
    conversation_id: str,
    error: TakenError | UnheardError,
    *,
    draft: Draft | None = None,
) -> Response[str]:
    """The same page again, with what was written and the reason why it was not sent."""
    taken = isinstance(error, TakenError)
    return await read_conversation(
        office,
        request,
        visit,
        conversation_id,
        draft=draft,
        fault="taken" if taken else "unheard",
        status_code=HTTP_409_CONFLICT if taken else HTTP_503_SERVICE_UNAVAILABLE,
    )

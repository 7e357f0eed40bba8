"""Firms that want a person: the queue, and speaking with one of them."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
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


@dataclass(frozen=True)
class Speaking:
    """One of the staff, in a conversation that is there."""

    office: Office
    request: Request[Any, Any, Any]
    visit: Visit
    conversation_id: str

    async def done(
        self, what: str, deed: Awaitable[None], *, draft: Draft | None = None, **facts: str
    ) -> Response[Any]:
        """Do it and note it; or the same page again, with what was written and the reason why it was not done."""
        try:
            await deed
        except TakenError:
            return await self._refused("taken", HTTP_409_CONFLICT, draft)
        except UnheardError:
            return await self._refused("unheard", HTTP_503_SERVICE_UNAVAILABLE, draft)
        await self.office.audit.note(self.visit.name, what, self.conversation_id, **facts)
        return go(f"{address_of(self.conversation_id)}#reply")

    async def _refused(self, fault: str, status_code: int, draft: Draft | None) -> Response[str]:
        return await read_conversation(
            self.office,
            self.request,
            self.visit,
            self.conversation_id,
            draft=draft,
            fault=fault,
            status_code=status_code,
        )


async def provide_speaking(
    office: NamedDependency[Office],
    request: Request[Any, Any, Any],
    visit: NamedDependency[Visit],
    conversation_id: FromPath[str],
) -> Speaking:
    """For the routes below."""
    await office.conversation(conversation_id)
    return Speaking(office, request, visit, conversation_id)


WHO = {"speaking": Provide(provide_speaking)}


@post(f"{OF_ONE}/take", opt=for_(Permission.REVIEW), dependencies=WHO)
async def take(speaking: NamedDependency[Speaking], data: Form) -> Response[Any]:
    """From now on the firm reads what this one of the staff writes."""
    handovers = speaking.office.handovers
    return await speaking.done("take", handovers.take(speaking.conversation_id, speaking.visit.name))


@post(f"{OF_ONE}/say", opt=for_(Permission.REVIEW), dependencies=WHO)
async def say(speaking: NamedDependency[Speaking], data: Form) -> Response[Any]:
    """What the firm reads. If that is not possible now, the words stay in the form."""
    text, message_id = field_of(data, "text", LONGEST_MESSAGE), field_of(data, "message", 32)
    if MESSAGE_ID.fullmatch(message_id) is None:
        raise RefusedError(*INVALID)
    saying = speaking.office.handovers.say(speaking.conversation_id, speaking.visit.name, text, message_id)
    return await speaking.done("say", saying, draft=Draft(text, message_id), message=message_id)


@post(f"{OF_ONE}/hand-back", opt=for_(Permission.REVIEW), dependencies=WHO)
async def hand_back(speaking: NamedDependency[Speaking], data: Form) -> Response[Any]:
    """The advisor speaks again, or a firm no longer waits."""
    done = await speaking.done("hand_back", speaking.office.handovers.hand_back(speaking.conversation_id))
    return go(f"{HOME}/handovers") if isinstance(done, Redirect) and data.get("from") == "queue" else done


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

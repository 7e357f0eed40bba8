"""The list of conversations, and one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from advisor.console import charts
from advisor.console.accounts import Visit
from advisor.console.filters import Filters
from advisor.console.guard import HOME
from advisor.console.movement import movement
from advisor.console.office import Form, Office, field_of, go
from advisor.console.permissions import Permission, for_
from advisor.console.transcript import Said
from advisor.store.console_models import SavedView
from advisor.store.models import Conversation
from advisor.store.reviews import STATUSES

MOST_CHARACTERS = 9
"""Of a number in an address."""
LONGEST_QUERY = 2_000


@get("/", opt=for_(Permission.READ))
async def show_list(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit]
) -> Response[str]:
    """Newest activity first."""
    filters = Filters.parse(request.query_params)
    return office.pages.page(
        request,
        "conversations.html",
        filters=filters,
        found=await office.conversations.page(filters, request.query_params.get("after")),
        first=not request.query_params.get("after"),
        values=await office.conversations.values(),
        tags=await office.reviews.all_tags(),
        views=await office.reviews.views(visit.name),
        statuses=STATUSES,
        people=[staff.name for staff in await office.accounts.store.all() if not staff.disabled],
    )


@get("/conversations/{conversation_id:str}", opt=for_(Permission.READ))
async def show_conversation(
    office: NamedDependency[Office],
    request: Request[Any, Any, Any],
    visit: NamedDependency[Visit],
    conversation_id: FromPath[str],
) -> Response[str]:
    """The transcript with what stands beside it."""
    conversation = await office.conversation(conversation_id)
    page = await office.transcripts.page(
        conversation_id, _number(request.query_params.get("page")), _number(request.query_params.get("at"))
    )
    points = movement(office.knowledge, await office.transcripts.profiles(conversation_id))
    await office.audit.note(visit.name, "read", conversation_id, page=page.number)
    return office.pages.page(
        request,
        "conversation.html",
        conversation=conversation,
        page=page,
        said=shown(page.said, visit),
        points=points,
        chart=charts.lines(points),
        report=office.assess(conversation.profile),
        profile=_profile(conversation, visit),
        review=await office.reviews.review(conversation_id),
        tags=(await office.reviews.tags([conversation_id])).get(conversation_id, []),
        notes=await office.reviews.notes(conversation_id),
        corrections={one.event_id: one for one in await office.reviews.corrections(conversation_id)},
        statuses=STATUSES,
        intents=office.intents,
        people=[staff.name for staff in await office.accounts.store.all() if not staff.disabled],
    )


@post("/views", opt=for_(Permission.SELF))
async def save_view(office: NamedDependency[Office], visit: NamedDependency[Visit], data: Form) -> Redirect:
    """Keep the filters of the address bar under a name."""
    filters = Filters.parse(dict(_pairs(data.get("query", ""))))
    await office.reviews.save_view(SavedView(owner=visit.name, name=field_of(data, "name", 64), query=filters.query))
    return go(f"{HOME}?{filters.query}")


@post("/views/remove", opt=for_(Permission.SELF))
async def drop_view(office: NamedDependency[Office], visit: NamedDependency[Visit], data: Form) -> Redirect:
    """Forget one's own saved view."""
    await office.reviews.drop_view(visit.name, _number(data.get("id")) or 0)
    return go(HOME)


def shown(said: Any, visit: Visit) -> list[Said]:  # noqa: ANN401 - any sequence of messages
    """The messages as this person may see them."""
    return list(said) if visit.sees_all else [one.masked() for one in said]


def _profile(conversation: Conversation, visit: Visit) -> list[tuple[str, str, str]]:
    """Question, option and the firm's own words."""
    answers = (conversation.profile or {}).get("answers") or {}
    return [
        (question, str(given.get("option")), visit.shown(given.get("said") or ""))
        for question, given in answers.items()
    ]


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= MOST_CHARACTERS else None


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query[:LONGEST_QUERY])

"""The list of conversations, and one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from advisor.console.accounts import Visit
from advisor.console.filters import Filters
from advisor.console.guard import HOME
from advisor.console.office import Form, Office, field_of, go
from advisor.console.permissions import Permission, for_
from advisor.console.reading import number, read_conversation
from advisor.store.console_models import SavedView
from advisor.store.reviews import STATUSES

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
    return await read_conversation(office, request, visit, conversation_id)


@post("/views", opt=for_(Permission.SELF))
async def save_view(office: NamedDependency[Office], visit: NamedDependency[Visit], data: Form) -> Redirect:
    """Keep the filters of the address bar under a name."""
    filters = Filters.parse(dict(_pairs(data.get("query", ""))))
    await office.reviews.save_view(SavedView(owner=visit.name, name=field_of(data, "name", 64), query=filters.query))
    return go(f"{HOME}?{filters.query}")


@post("/views/remove", opt=for_(Permission.SELF))
async def drop_view(office: NamedDependency[Office], visit: NamedDependency[Visit], data: Form) -> Redirect:
    """Forget one's own saved view."""
    await office.reviews.drop_view(visit.name, number(data.get("id")) or 0)
    return go(HOME)


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query[:LONGEST_QUERY])

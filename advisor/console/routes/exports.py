"""Conversations as files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from advisor.console.accounts import Visit
from advisor.console.exports import FORMATS
from advisor.console.filters import Filters
from advisor.console.guard import FORBIDDEN, NOT_FOUND, RefusedError
from advisor.console.office import Office
from advisor.console.permissions import Permission, for_
from advisor.console.queries import Line
from advisor.console.transcript import Said


@get("/export/{kind:str}", opt=for_(Permission.READ))
async def export_many(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], kind: FromPath[str]
) -> Stream:
    """A filtered set. Personal data is masked unless it is asked for by somebody who may see it."""
    filters, personal = Filters.parse(request.query_params), _personal(request, visit)
    _known(kind)
    await office.audit.note(visit.name, "export", kind=kind, filters=sorted(filters.given), personal=personal)
    return _stream(office, kind, office.conversations.each(filters), personal=personal)


@get("/conversations/{conversation_id:str}/export/{kind:str}", opt=for_(Permission.READ))
async def export_one(
    office: NamedDependency[Office],
    request: Request[Any, Any, Any],
    visit: NamedDependency[Visit],
    conversation_id: FromPath[str],
    kind: FromPath[str],
) -> Stream:
    """One conversation."""
    conversation, personal = await office.conversation(conversation_id), _personal(request, visit)
    _known(kind)
    await office.audit.note(visit.name, "export", conversation_id, kind=kind, personal=personal)
    review, tags = await office.reviews.review(conversation_id), await office.reviews.tags([conversation_id])

    async def only() -> AsyncIterator[Line]:
        yield Line(conversation, review, tags.get(conversation_id, []), (0, 0))

    return _stream(office, kind, only(), personal=personal)


def _known(kind: str) -> None:
    if kind not in FORMATS:
        raise RefusedError(*NOT_FOUND)


def _personal(request: Request[Any, Any, Any], visit: Visit) -> bool:
    wanted = request.query_params.get("personal") == "yes"
    if wanted and not visit.sees_all:
        raise RefusedError(*FORBIDDEN)
    return wanted


def _stream(office: Office, kind: str, lines: AsyncIterator[Line], *, personal: bool) -> Stream:
    media_type, written = FORMATS[kind]

    async def conversations() -> AsyncIterator[tuple[Line, Sequence[Said]]]:
        async for line in lines:
            said = await office.transcripts.whole(line.conversation.id)
            yield line, said if personal else [one.masked() for one in said]

    headers = {"Content-Disposition": f'attachment; filename="conversations.{kind}"'}
    return Stream(written(conversations()), media_type=f"{media_type}; charset=utf-8", headers=headers)

"""The page on which one conversation is read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response

from advisor.console import charts
from advisor.console.accounts import Visit
from advisor.console.movement import movement
from advisor.console.office import Office, address_of
from advisor.console.transcript import Said
from advisor.store.models import Conversation
from advisor.store.reviews import STATUSES

MOST_CHARACTERS = 9
"""Of a number in an address."""


@dataclass(frozen=True)
class Draft:
    """What one of the staff writes to a firm. Its id sees to it that it is said once."""

    text: str
    message_id: str


async def read_conversation(
    office: Office,
    request: Request[Any, Any, Any],
    visit: Visit,
    conversation_id: str,
    *,
    draft: Draft | None = None,
    fault: str | None = None,
    status_code: int = 200,
) -> Response[str]:
    """The transcript with what stands beside it. Reading it is noted."""
    conversation = await office.conversation(conversation_id)
    page = await office.transcripts.page(
        conversation_id, number(request.query_params.get("page")), number(request.query_params.get("at"))
    )
    points = movement(office.knowledge, await office.transcripts.profiles(conversation_id))
    await office.audit.note(visit.name, "read", conversation_id, page=page.number)
    return office.pages.page(
        request,
        "conversation.html",
        status_code=status_code,
        here=address_of(conversation_id),
        conversation=conversation,
        handover=await office.handovers.store.of(conversation_id),
        draft=draft or Draft("", uuid.uuid4().hex),
        fault=fault,
        page=page,
        said=shown(page.said, visit),
        points=points,
        chart=charts.lines(points),
        report=office.assess(conversation.profile),
        profile=_profile(conversation, visit),
        review=await office.reviews.review(conversation_id),
        reviews=visit.may_review,
        tags=(await office.reviews.tags([conversation_id])).get(conversation_id, []),
        notes=await office.reviews.notes(conversation_id),
        corrections={one.event_id: one for one in await office.reviews.corrections(conversation_id)},
        statuses=STATUSES,
        intents=office.intents,
        people=[staff.name for staff in await office.accounts.store.all() if not staff.disabled],
    )


def shown(said: Sequence[Said], visit: Visit) -> list[Said]:
    """The messages as this person may see them."""
    return list(said) if visit.sees_all else [one.masked() for one in said]


def number(value: str | None) -> int | None:
    """A number of an address. None if it is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= MOST_CHARACTERS else None


def _profile(conversation: Conversation, visit: Visit) -> list[tuple[str, str, str]]:
    """Question, option and the firm's own words."""
    answers = (conversation.profile or {}).get("answers") or {}
    return [
        (question, str(given.get("option")), visit.shown(given.get("said") or ""))
        for question, given in answers.items()
    ]

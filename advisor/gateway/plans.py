"""Links to a firm's plan, and what they open."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_201_CREATED

from advisor.gateway.assessments import Assess
from advisor.gateway.delivery import Delivery
from advisor.gateway.desk import SECURITY, Authorization, Desk, problems
from advisor.gateway.door import digest, new_token
from advisor.gateway.pages import Pages
from advisor.gateway.plan_page import PlanPage, plan_page
from advisor.gateway.plan_pdf import plan_pdf
from advisor.knowledge.schema import Knowledge
from advisor.store.conversations import ConversationStore
from advisor.store.models import PlanLink
from advisor.store.plan_links import PlanLinkStore
from advisor.store.transcript import iso_time

LINK_SECONDS = 90 * 24 * 3600.0
LINK_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,128}")
PDF = "application/pdf"
FILE_NAME = "plan.pdf"


class LinkToPlan(msgspec.Struct):
    """Where the plan is. Whoever has the path can read it."""

    path: str
    expires_at: str


@dataclass
class PlanDesk:
    """What the handlers of plan pages work with."""

    knowledge: Knowledge
    links: PlanLinkStore
    delivery: Delivery
    assess: Assess
    pages: Pages
    now: Callable[[], float] = time.time
    one_pdf: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """A PDF keeps a core busy for a moment; conversations shall not wait for many at once."""

    async def page(self, token: str) -> PlanPage | None:
        """The page that a link opens, with the newest answers."""
        if LINK_TOKEN.fullmatch(token) is None:
            return None
        conversation = await self.links.conversation(digest(token), self.now())
        if conversation is None:
            return None
        await self.delivery.refresh(conversation.id)
        conversation = await self.links.conversation(digest(token), self.now())
        return self._page_for(None if conversation is None else conversation.profile)

    async def pdf(self, page: PlanPage) -> bytes:
        """The page on paper."""
        async with self.one_pdf:
            return await asyncio.to_thread(plan_pdf, page)

    def pdf_of(self, store: ConversationStore) -> Callable[[str], Awaitable[bytes | None]]:
        """Makes a conversation's plan as PDF, for those who hold it already."""

        async def make(conversation_id: str) -> bytes | None:
            await self.delivery.refresh(conversation_id)
            conversation = await store.get(conversation_id)
            return None if conversation is None else await self.pdf(self._page_for(conversation.profile))

        return make

    def _page_for(self, profile: dict[str, Any] | None) -> PlanPage:
        return plan_page(self.knowledge, self.assess(profile), datetime.fromtimestamp(self.now(), tz=UTC).date())


@post(
    "/api/conversations/{conversation_id:str}/plan-link",
    summary="Make a link to the plan",
    tags=["Conversations"],
    status_code=HTTP_201_CREATED,
    security=SECURITY,
    responses=problems(401, 404),
)
async def make_link(
    desk: NamedDependency[Desk], conversation_id: FromPath[str], authorization: Authorization = None
) -> LinkToPlan:
    """A page for printing, that opens without the conversation's token and shows nothing but the plan."""
    token, now = new_token(), desk.now()
    async with desk.relay.arrival(conversation_id):
        await desk.door.enter(conversation_id, authorization)
        await desk.links.add(
            PlanLink(
                token_sha256=digest(token),
                conversation_id=conversation_id,
                created_at=now,
                expires_at=now + LINK_SECONDS,
            )
        )
    return LinkToPlan(f"/plan/{token}", iso_time(now + LINK_SECONDS))


@get("/plan/{token:str}", include_in_schema=False)
async def show_plan(plan_desk: NamedDependency[PlanDesk], token: FromPath[str]) -> Response[str]:
    """The plan as a page."""
    page = await plan_desk.page(token)
    return plan_desk.pages.gone() if page is None else plan_desk.pages.plan(page, f"/plan/{token}/pdf")


@get("/plan/{token:str}/pdf", include_in_schema=False)
async def show_pdf(plan_desk: NamedDependency[PlanDesk], token: FromPath[str]) -> Response[str] | Response[bytes]:
    """The plan as a PDF."""
    page = await plan_desk.page(token)
    if page is None:
        return plan_desk.pages.gone()
    headers = {"Content-Disposition": f'inline; filename="{FILE_NAME}"'}
    return Response(await plan_desk.pdf(page), media_type=PDF, headers=headers)

"""What the handlers of the conversation API work with, and what they have in common."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec
from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter

from advisor.gateway.assessments import Assess
from advisor.gateway.delivery import Delivery
from advisor.gateway.door import Door
from advisor.gateway.feed import Feed
from advisor.gateway.handovers import Handovers
from advisor.gateway.history import History
from advisor.gateway.limits import SlidingWindow
from advisor.gateway.problems import MEDIA_TYPE
from advisor.gateway.relay import Relay
from advisor.store.conversations import ConversationStore
from advisor.store.plan_links import PlanLinkStore
from advisor.store.ratings import RatingStore

SECURITY = [{"token": list[str]()}]

Authorization = Annotated[
    str | None,
    HeaderParameter(name="Authorization", required=False, description="`Bearer` and the conversation's token."),
]


class ProblemDetails(msgspec.Struct):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    """A sentence that a person understands."""


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """For the OpenAPI page: the errors of a handler, beside those that any may have."""
    spec = ResponseSpec(ProblemDetails, description="Problem", generate_examples=False, media_type=MEDIA_TYPE)
    return dict.fromkeys((*statuses, 403, 429, 500), spec)


@dataclass(frozen=True)
class Desk:
    """All that the handlers work with."""

    store: ConversationStore
    door: Door
    relay: Relay
    delivery: Delivery
    handovers: Handovers
    history: History
    ratings: RatingStore
    links: PlanLinkStore
    feed: Feed
    assess: Assess
    messages_limit: SlidingWindow
    openings_limit: SlidingWindow
    now: Callable[[], float] = time.time

"""Links that open a firm's plan."""

from __future__ import annotations

import pytest

from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.models import PlanLink
from advisor.store.plan_links import MOST_LINKS, PlanLinkStore
from tests.store.test_conversations import conversation


@pytest.fixture
async def links(store: ConversationStore, database: Database) -> PlanLinkStore:
    for name in ("c1", "c2"):
        await store.create(conversation(name))
    return PlanLinkStore(database)


def link(digest: str, created_at: float = 0.0, lasts: float = 100.0, conversation_id: str = "c1") -> PlanLink:
    return PlanLink(
        token_sha256=digest, conversation_id=conversation_id, created_at=created_at, expires_at=created_at + lasts
    )


async def opens(links: PlanLinkStore, digest: str, now: float = 1.0) -> bool:
    return await links.conversation(digest, now) is not None


async def test_a_link_opens_its_conversation_until_it_is_over(links: PlanLinkStore) -> None:
    await links.add(link("a"))

    assert await opens(links, "a", now=99.0)
    assert not await opens(links, "a", now=100.0)
    assert not await opens(links, "b")


async def test_links_that_are_over_are_forgotten(links: PlanLinkStore) -> None:
    await links.add(link("old", lasts=10.0))
    await links.add(link("new", created_at=20.0))

    assert not await opens(links, "old", now=1.0)
    assert await opens(links, "new", now=21.0)


async def test_the_oldest_make_room_in_their_own_conversation(links: PlanLinkStore) -> None:
    await links.add(link("other", conversation_id="c2"))
    for number in range(MOST_LINKS + 1):
        await links.add(link(f"n{number}", created_at=float(number)))

    assert not await opens(links, "n0", now=50.0)
    assert await opens(links, "n1", now=50.0)
    assert await opens(links, f"n{MOST_LINKS}", now=50.0)
    assert await opens(links, "other", now=50.0)

"""What waits for an answer gets it, though nobody asks for it any more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from advisor.gateway.assessments import standings
from advisor.gateway.bells import Bells
from advisor.gateway.delivery import MAX_ATTEMPTS, Delivery
from advisor.gateway.handovers import Handovers
from advisor.gateway.relay import Relay
from advisor.gateway.second_tries import OVERDUE_SECONDS, SecondTries
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.handovers import HandoverStore
from tests.gateway.conftest import Firm, assess
from tests.gateway.fakes import FakeRasa


class Gateway:
    """As much of one as tries again, at a moment of its own."""

    def __init__(self, database: Database, rasa: FakeRasa, wording: dict[str, str]) -> None:
        self.store = ConversationStore(database)
        handovers = Handovers(HandoverStore(database), self.store, rasa, Bells(), wording)
        delivery = Delivery(self.store, rasa, standings(assess), handovers, staffed=False)
        self.relay = Relay(self.store, delivery, wording, patience=5.0)

    async def tries_again(self, seconds_later: float = OVERDUE_SECONDS + 1) -> None:
        await SecondTries(self.store, self.relay, lambda: time.time() + seconds_later).once()


@pytest.fixture
async def gateway(database: Database, rasa: FakeRasa, wording: dict[str, str]) -> AsyncIterator[Gateway]:
    gateway = Gateway(database, rasa, wording)
    yield gateway
    await gateway.relay.close()


async def test_what_was_kept_is_answered_in_order_when_rasa_is_back(
    firm: Firm, rasa: FakeRasa, gateway: Gateway
) -> None:
    rasa.up = False
    for words in ("one", "two"):
        await firm.says(words)
    rasa.up = True
    await gateway.tries_again()
    assert rasa.heard[1:] == ["one", "two"]
    assert await gateway.store.pending(firm.id) == []
    assert [message["text"] for message in await firm.says("three")] == [
        f"You said: {n}" for n in ("one", "two", "three")
    ]


async def test_nothing_is_tried_while_a_firm_may_still_wait_for_it(
    firm: Firm, rasa: FakeRasa, gateway: Gateway
) -> None:
    rasa.up = False
    await firm.says("one")
    rasa.up = True
    await gateway.tries_again(seconds_later=1.0)
    assert rasa.heard[1:] == []


async def test_what_is_under_way_is_not_tried_once_more(firm: Firm, rasa: FakeRasa, gateway: Gateway) -> None:
    rasa.up = False
    await firm.says("one")
    rasa.up = True
    rasa.gate.clear()
    first = asyncio.create_task(gateway.tries_again())
    while rasa.heard[1:] != ["one"]:
        await asyncio.sleep(0.01)
    await gateway.tries_again()
    rasa.gate.set()
    await first
    assert rasa.heard[1:] == ["one"]


async def test_nobody_but_the_firm_has_a_message_set_aside(firm: Firm, rasa: FakeRasa, gateway: Gateway) -> None:
    rasa.crashes = True
    await firm.says("poison")
    for _ in range(2 * MAX_ATTEMPTS):
        await gateway.tries_again(seconds_later=1000.0)
    (message,) = await gateway.store.pending(firm.id)
    assert message.attempts == MAX_ATTEMPTS - 1


async def test_a_conversation_that_was_erased_meanwhile(firm: Firm, gateway: Gateway) -> None:
    await gateway.store.erase(firm.id)
    await gateway.relay.try_again(firm.id)
    assert await gateway.store.pending(firm.id) == []

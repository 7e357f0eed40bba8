"""Nothing said is lost, doubled or swapped, whatever happens to Rasa, the action server or the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from httpx import AsyncClient as Client
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from advisor.gateway.app import create_app
from advisor.gateway.delivery import MAX_ATTEMPTS
from advisor.gateway.rasa_client import Turn
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.models import PendingMessage
from tests.gateway.conftest import Firm, assess, connect, open_conversation
from tests.gateway.fakes import FakeRasa, bot

Json = dict[str, Any]


def texts(messages: list[Json]) -> list[str]:
    return [message["text"] for message in messages]


def reasons(messages: list[Json]) -> list[str]:
    return [message["data"].get("reason") for message in messages]


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():
        await asyncio.sleep(0.01)


async def nothing_pending(database: Database, firm: Firm) -> bool:
    return not await ConversationStore(database).pending(firm.id)


async def a_minute_later(database: Database) -> None:
    """For what waits to be answered."""
    async with database.begin() as session:
        await session.execute(sql("UPDATE pending_messages SET received_at = received_at - 61"))


async def said_by_firm(firm: Firm) -> list[str]:
    return [message["text"] for message in await firm.history() if message["author"] == "firm"]


async def test_simultaneous_messages_are_handled_in_order_of_arrival(firm: Firm, rasa: FakeRasa) -> None:
    words = [f"message {number}" for number in range(8)]

    replies = await asyncio.gather(*(firm.says(text) for text in words))

    assert rasa.heard[1:] == words
    assert rasa.most_at_once == 1
    assert [texts(reply) for reply in replies] == [[f"You said: {text}"] for text in words]


async def test_what_another_turn_returned_meanwhile_is_not_returned_again(
    firm: Firm, rasa: FakeRasa, database: Database
) -> None:
    """As when the turn before it ends while a message is being kept, or has come through another gateway."""
    first = await firm.says("one")
    stale = await ConversationStore(database).get(firm.id)
    assert stale is not None

    async def returned_meanwhile(turn: Turn) -> None:
        await deliver(turn)
        async with database.begin() as session:
            newest = sql("UPDATE conversations SET returned_event_id = :id WHERE id = :conversation")
            await session.execute(newest, {"id": stale.returned_event_id + 1, "conversation": firm.id})

    deliver, rasa.deliver = rasa.deliver, returned_meanwhile  # type: ignore[method-assign]
    assert texts(first) == ["You said: one"]
    assert texts(await firm.says("two")) == ["You said: two"]


async def test_conversations_do_not_wait_for_each_other(client: Client, rasa: FakeRasa) -> None:
    one, other = await open_conversation(client), await open_conversation(client)
    rasa.gate.clear()

    both = asyncio.gather(one.says("a"), other.says("b"))
    await until(lambda: _true(rasa.at_once == 2))
    rasa.gate.set()

    assert [texts(reply) for reply in await both] == [["You said: a"], ["You said: b"]]


async def _true(value: bool) -> bool:
    return value


async def test_rasa_down_keeps_what_is_said_and_the_next_turn_brings_it(firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    sorry = await firm.says("We make furniture")
    rasa.up = True

    reply = await firm.says("from Viet Nam")

    assert sorry[0]["data"] == {"type": "error", "reason": "try_again"}
    assert texts(reply) == ["You said: We make furniture", "You said: from Viet Nam"]
    assert await said_by_firm(firm) == ["We make furniture", "from Viet Nam"]


async def test_the_action_server_down_is_no_different(firm: Firm, rasa: FakeRasa) -> None:
    rasa.actions_up = False
    assert reasons(await firm.says("hello")) == ["try_again"]
    rasa.actions_up = True

    assert texts(await firm.says("world")) == ["You said: hello", "You said: world"]


async def test_the_database_away_in_the_middle_of_a_turn_keeps_what_is_said(firm: Firm, rasa: FakeRasa) -> None:
    def fails(_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    answer, rasa.answer = rasa.answer, fails
    assert reasons(await firm.says("hello")) == ["try_again"]
    rasa.answer = answer

    assert texts(await firm.says("world")) == ["You said: hello", "You said: world"]


async def test_the_database_away_before_a_turn_is_told_kindly(firm: Firm, database: Database) -> None:
    async with database.begin() as session:
        await session.execute(sql("ALTER TABLE pending_messages RENAME TO elsewhere"))
    refused = await firm.client.post(f"{firm.path}/messages", json={"text": "hello"}, headers=firm.headers)
    async with database.begin() as session:
        await session.execute(sql("ALTER TABLE elsewhere RENAME TO pending_messages"))

    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:advisor:problem:unavailable"
    assert "send it again" in refused.json()["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    assert texts(await firm.says("hello")) == ["You said: hello"]


async def test_what_is_kept_shows_in_the_history_at_once(firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    await firm.says("Are you there?")

    last = (await firm.history())[-1]

    assert (last["author"], last["text"], last["data"]) == ("firm", "Are you there?", {"pending": True})


async def test_saying_the_same_again_is_not_saying_it_twice(firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    await firm.says("hello")
    await firm.says("hello")
    rasa.up = True

    assert texts(await firm.says("hello")) == ["You said: hello"]
    assert rasa.heard == ["/start", "hello"]


async def test_a_message_sent_twice_at_once_gets_its_answer_twice(firm: Firm, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    both = asyncio.gather(firm.says("hello"), firm.says("hello"))
    await until(lambda: _true(rasa.at_once == 1))
    await asyncio.sleep(0.05)
    rasa.gate.set()

    assert [texts(reply) for reply in await both] == [["You said: hello"]] * 2
    assert rasa.heard == ["/start", "hello"]


async def test_two_different_messages_kept_are_both_delivered(firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    for text in ("one", "two", "one"):
        await firm.says(text)
    rasa.up = True

    assert texts(await firm.says("three")) == [f"You said: {text}" for text in ("one", "two", "one", "three")]


async def test_a_conversation_can_be_opened_while_rasa_is_down(client: Client, rasa: FakeRasa) -> None:
    rasa.up = False
    firm = await open_conversation(client)
    assert reasons(firm.greeting) == ["try_again"]
    assert await firm.history() == []
    rasa.up = True

    assert texts(await firm.says("hello")) == ["Hello, I am your advisor.", "You said: hello"]


async def test_an_action_that_broke_off_is_tried_again(firm: Firm, rasa: FakeRasa) -> None:
    rasa.action_fails = True
    assert reasons(await firm.says("hello")) == ["try_again"]
    rasa.action_fails = False

    assert texts(await firm.says("world")) == ["You said: hello", "You said: world"]
    assert await firm.texts() == ["Hello, I am your advisor.", "hello", "You said: hello", "world", "You said: world"]


async def test_the_same_message_keeps_its_id_when_it_is_delivered_again(firm: Firm, rasa: FakeRasa) -> None:
    rasa.action_fails = True
    await firm.says("hello")
    before = next(message for message in await firm.history() if message["author"] == "firm")
    rasa.action_fails = False
    await firm.says("hello")

    assert before in await firm.history()


async def test_a_line_that_breaks_after_the_answer_costs_nothing(firm: Firm, rasa: FakeRasa) -> None:
    rasa.line_breaks = True

    assert texts(await firm.says("hello")) == ["You said: hello"]


async def test_a_model_that_is_not_loaded_yet_costs_nothing(firm: Firm, rasa: FakeRasa, database: Database) -> None:
    rasa.unready = True
    for _ in range(MAX_ATTEMPTS + 1):
        assert reasons(await firm.says("hello")) == ["try_again"]
    rasa.unready = False

    assert texts(await firm.says("hello")) == ["You said: hello"]


async def test_being_down_for_long_sets_nothing_aside(firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    for _ in range(MAX_ATTEMPTS + 1):
        assert reasons(await firm.says("hello")) == ["try_again"]
    rasa.up = True

    assert texts(await firm.says("hello")) == ["You said: hello"]


async def test_an_action_server_that_is_broken_for_some_seconds_sets_nothing_aside(firm: Firm, rasa: FakeRasa) -> None:
    rasa.action_fails = True
    for _ in range(2 * MAX_ATTEMPTS):
        assert "set_aside" not in reasons(await firm.says("hello"))
    rasa.action_fails = False

    assert texts(await firm.says("hello"))[-1:] == ["You said: hello"]


async def test_a_message_that_always_fails_does_not_block_the_rest(
    firm: Firm, rasa: FakeRasa, database: Database
) -> None:
    rasa.crashes = True
    replies = [await firm.says("poison") for _ in range(MAX_ATTEMPTS - 1)]
    await a_minute_later(database)
    replies.append(await firm.says("poison"))
    rasa.crashes = False

    assert [reasons(reply) for reply in replies] == [["try_again"]] * (MAX_ATTEMPTS - 1) + [["set_aside"]]
    assert texts(await firm.says("hello")) == ["You said: hello"]
    assert await said_by_firm(firm) == ["hello", "poison"]
    conversation = await ConversationStore(database).get(firm.id)
    assert conversation is not None
    assert conversation.flags == ["set_aside"]


async def test_a_message_whose_action_always_fails_stays_in_the_record(
    firm: Firm, rasa: FakeRasa, database: Database
) -> None:
    rasa.action_fails = True
    replies = [await firm.says("poison") for _ in range(MAX_ATTEMPTS - 1)]
    await a_minute_later(database)
    replies.append(await firm.says("poison"))
    rasa.action_fails = False

    assert reasons(replies[-1]) == [None, "set_aside"]
    assert await nothing_pending(database, firm)
    assert texts(await firm.says("hello")) == ["You said: hello"]
    assert await said_by_firm(firm) == ["poison", "hello"]


async def test_a_restarted_gateway_goes_on_where_it_was(
    settings: Settings, knowledge: Knowledge, rasa: FakeRasa
) -> None:
    async with connect(create_app(settings, knowledge, assess, rasa)) as client:
        firm = await open_conversation(client)
        rasa.up = False
        await firm.says("before")
    rasa.up = True

    async with connect(create_app(settings, knowledge, assess, rasa)) as client:
        firm.client = client
        reply = await firm.says("after")

    assert texts(reply) == ["You said: before", "You said: after"]


async def test_a_crash_between_keeping_and_delivering_loses_nothing(firm: Firm, database: Database) -> None:
    await ConversationStore(database).add_pending(
        PendingMessage(message_id="m1", conversation_id=firm.id, text="kept", received_at=1.0, attempts=0)
    )

    assert texts(await firm.says("next")) == ["You said: kept", "You said: next"]


async def test_a_crash_between_the_answer_and_noting_it_doubles_nothing(
    firm: Firm, rasa: FakeRasa, database: Database
) -> None:
    await firm.says("answered")
    answered = rasa.delivered[-1]
    await ConversationStore(database).add_pending(
        PendingMessage(
            message_id=answered.message_id, conversation_id=firm.id, text=answered.text, received_at=1.0, attempts=0
        )
    )

    assert texts(await firm.says("next")) == ["You said: next"]
    assert rasa.heard == ["/start", "answered", "next"]


async def test_a_failing_assessment_does_not_cost_the_answer(
    settings: Settings, knowledge: Knowledge, rasa: FakeRasa
) -> None:
    def fails(_: Json | None) -> Json:
        raise ZeroDivisionError

    rasa.profile = {"answers": {}}
    async with connect(create_app(settings, knowledge, fails, rasa)) as client:
        firm = await open_conversation(client)

        assert texts(await firm.says("hello")) == ["You said: hello"]


@pytest.mark.slow
class TestSlowRasa:
    """Rasa takes longer than a firm is asked to wait."""

    async def test_the_firm_is_told_and_the_answer_comes_with_the_next_turn(
        self, settings: Settings, knowledge: Knowledge, rasa: FakeRasa, database: Database
    ) -> None:
        async with impatient(settings, knowledge, rasa) as client:
            firm = await open_conversation(client)
            rasa.gate.clear()
            slow = await firm.says("a hard one")
            rasa.gate.set()
            await until(lambda: nothing_pending(database, firm))
            history = await firm.texts()
            reply = await firm.says("thanks")

        assert slow[0]["data"] == {"type": "error", "reason": "still_working"}
        assert history[-1] == "You said: a hard one"
        assert texts(reply) == ["You said: a hard one", "You said: thanks"]

    async def test_the_next_message_waits_for_the_slow_one(
        self, settings: Settings, knowledge: Knowledge, rasa: FakeRasa, database: Database
    ) -> None:
        async with impatient(settings, knowledge, rasa) as client:
            firm = await open_conversation(client)
            rasa.gate.clear()
            await firm.says("one")
            second = await firm.says("two")
            rasa.gate.set()
            await until(lambda: nothing_pending(database, firm))

            assert reasons(second) == ["still_working"]
            assert rasa.heard == ["/start", "one", "two"]
            assert rasa.most_at_once == 1
            assert await said_by_firm(firm) == ["one", "two"]

    async def test_what_is_erased_meanwhile_stays_erased(
        self, settings: Settings, knowledge: Knowledge, rasa: FakeRasa, database: Database
    ) -> None:
        async with impatient(settings, knowledge, rasa) as client:
            firm = await open_conversation(client)
            rasa.gate.clear()
            await firm.says("our secret")
            response = await client.delete(firm.path, headers=firm.headers)
            rasa.gate.set()

        assert response.status_code == 204
        assert await ConversationStore(database).rows(firm.id) == []

    async def test_a_turn_that_never_ends_does_not_keep_the_gateway_from_stopping(
        self,
        settings: Settings,
        knowledge: Knowledge,
        rasa: FakeRasa,
        database: Database,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("advisor.gateway.relay.SHUTDOWN_SECONDS", 0.05)
        async with impatient(settings, knowledge, rasa) as client:
            firm = await open_conversation(client)
            rasa.gate.clear()
            await firm.says("forever")

        kept = await ConversationStore(database).pending(firm.id)
        assert [message.text for message in kept] == ["forever"]
        assert rasa.closed


def impatient(settings: Settings, knowledge: Knowledge, rasa: FakeRasa) -> AbstractAsyncContextManager[Client]:
    hasty = settings.model_copy(update={"rasa_timeout": 0.5})
    return connect(create_app(hasty, knowledge, assess, rasa))


async def test_the_summary_follows_the_conversation(firm: Firm, rasa: FakeRasa, database: Database) -> None:
    rasa.profile = {"answers": {"country": {"option": "THA"}}}
    await firm.says("We sell food")
    rasa.answer = lambda _: [bot("Sorry?", "not_understood")]
    await firm.says("blah")

    conversation = await ConversationStore(database).get(firm.id)

    assert conversation is not None
    assert conversation.turns == 2
    assert conversation.country == "THA"
    assert conversation.stage == "active_engagement"
    assert conversation.certainty == 0.75
    assert conversation.lowest_confidence == 0.9
    assert conversation.not_understood == 1
    assert conversation.flags == ["not_understood"]

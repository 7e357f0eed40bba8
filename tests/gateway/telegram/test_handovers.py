"""A person of the staff writes to a firm on Telegram."""

from __future__ import annotations

import pytest
from litestar import Litestar

from advisor.gateway.desk import Desk
from advisor.gateway.handovers import Handovers
from advisor.store.database import Database
from advisor.store.telegram import TelegramStore
from tests.gateway.fakes import FakeRasa
from tests.gateway.telegram.conftest import Chat
from tests.gateway.telegram.fakes import FakeBotApi


@pytest.fixture
def speaking(app: Litestar) -> Handovers:
    desk: Desk = app.dependencies["desk"].dependency()  # type: ignore[union-attr]
    return desk.handovers


async def conversation_of(database: Database) -> str:
    found = await TelegramStore(database).chat(7)
    assert found is not None
    return found.conversation_id


async def test_what_a_person_writes_arrives_under_a_name(
    chat: Chat, api: FakeBotApi, database: Database, speaking: Handovers
) -> None:
    await chat.writes("/start")
    conversation = await conversation_of(database)
    await speaking.take(conversation, "mei")
    await speaking.say(conversation, "mei", "R&D is <fine>", "a" * 32)
    await chat.settle()

    joined, said = api.texts()[-2:]
    assert joined.startswith("mei is here now")
    assert said == "<b>mei, a person:</b>\nR&amp;D is &lt;fine&gt;"


async def test_the_advisor_is_silent_meanwhile_and_nothing_comes_twice(
    chat: Chat, rasa: FakeRasa, api: FakeBotApi, database: Database, speaking: Handovers
) -> None:
    await chat.writes("/start")
    conversation = await conversation_of(database)
    await speaking.take(conversation, "mei")
    await speaking.say(conversation, "mei", "Hello", "a" * 32)
    await chat.settle()

    assert await chat.writes("Hello Mei") == []
    assert await chat.writes("Are you there?") == []
    assert rasa.heard == ["/start"]
    await speaking.bring_again()
    await chat.settle()
    assert len([text for text in api.texts() if "Hello" in text and "mei" in text]) == 1


@pytest.mark.slow
async def test_the_firm_goes_back_to_the_advisor_by_a_button(
    chat: Chat, rasa: FakeRasa, database: Database, speaking: Handovers
) -> None:
    await chat.writes("/start")
    await speaking.take(await conversation_of(database), "mei")
    await chat.settle()

    told = await chat.presses("Go back to the advisor")
    assert told[-1].startswith("You are talking with me again")
    assert await chat.writes("Good") == ["You said: Good"]


async def test_what_was_recorded_before_a_crash_is_brought_after_it(
    chat: Chat, api: FakeBotApi, database: Database, speaking: Handovers
) -> None:
    await chat.writes("/start")
    conversation = await conversation_of(database)
    bring, speaking.bring = speaking.bring, None
    await speaking.take(conversation, "mei")
    await speaking.say(conversation, "mei", "Hello", "a" * 32)
    assert not any("mei" in text for text in api.texts())

    speaking.bring = bring
    await speaking.bring_again()
    await chat.settle()
    assert [text.partition(" ")[0] for text in api.texts()[-2:]] == ["mei", "<b>mei,"]


async def test_a_conversation_on_the_website_is_nothing_for_telegram(chat: Chat, speaking: Handovers) -> None:
    await speaking.bring_again()
    await chat.settle()

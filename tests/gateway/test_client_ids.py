"""A client whose line breaks sends the same message again, and it is said once."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest

from advisor.gateway.app import create_app
from advisor.gateway.delivery import MAX_ATTEMPTS
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.database import Database
from tests.gateway.conftest import Firm, assess, connect, open_conversation
from tests.gateway.fakes import FakeRasa, bot
from tests.gateway.test_turns import a_minute_later, reasons, texts

Json = dict[str, Any]


def said(text: str, client_id: str) -> Json:
    return {"text": text, "client_id": client_id}


def new_id() -> str:
    return str(uuid.uuid4())


async def sends(firm: Firm, body: Json) -> list[Json]:
    response = await firm.post(body)
    assert response.status_code == 200, response.text
    return response.json()["messages"]  # type: ignore[no-any-return]


async def test_the_same_id_again_brings_the_same_reply(firm: Firm, rasa: FakeRasa) -> None:
    hello = said("hello", new_id())

    first, again = await sends(firm, hello), await sends(firm, hello)

    assert first == again
    assert rasa.heard == ["/start", "hello"]


async def test_case_makes_no_other_id(firm: Firm, rasa: FakeRasa) -> None:
    own = new_id()

    assert await sends(firm, said("hello", own)) == await sends(firm, said("hello", own.upper()))


async def test_the_reply_is_given_again_without_what_came_later(firm: Firm) -> None:
    hello = said("hello", new_id())
    first = await sends(firm, hello)
    await firm.says("and more")

    assert await sends(firm, hello) == first


async def test_a_reply_that_brought_earlier_answers_brings_them_again(firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    await firm.says("kept")
    rasa.up = True
    second = said("second", new_id())
    both = await sends(firm, second)

    assert texts(both) == ["You said: kept", "You said: second"]
    assert await sends(firm, second) == both


async def test_it_holds_after_a_restart_too(settings: Settings, knowledge: Knowledge, rasa: FakeRasa) -> None:
    hello = said("hello", new_id())
    async with connect(create_app(settings, knowledge, assess, rasa)) as client:
        firm = await open_conversation(client)
        first = await sends(firm, hello)

    async with connect(create_app(settings, knowledge, assess, rasa)) as client:
        firm.client = client

        assert await sends(firm, hello) == first
    assert rasa.heard == ["/start", "hello"]


async def test_what_was_kept_while_rasa_was_down_is_answered_when_it_is_sent_again(firm: Firm, rasa: FakeRasa) -> None:
    hello = said("hello", new_id())
    rasa.up = False
    assert reasons(await sends(firm, hello)) == ["try_again"]
    assert reasons(await sends(firm, hello)) == ["try_again"]
    rasa.up = True

    assert texts(await sends(firm, hello)) == ["You said: hello"]
    assert rasa.heard == ["/start", "hello"]


async def test_sent_again_while_it_is_under_way_it_waits_for_the_answer(firm: Firm, rasa: FakeRasa) -> None:
    hello = said("hello", new_id())
    rasa.gate.clear()
    both = asyncio.gather(sends(firm, hello), sends(firm, hello))
    await asyncio.sleep(0.1)
    rasa.gate.set()

    first, again = await both
    assert texts(first) == ["You said: hello"]
    assert first == again
    assert rasa.heard == ["/start", "hello"]


async def test_what_always_fails_is_set_aside_and_says_so_again(firm: Firm, rasa: FakeRasa, database: Database) -> None:
    poison = said("poison", new_id())
    rasa.crashes = True
    for _ in range(MAX_ATTEMPTS - 1):
        await sends(firm, poison)
    await a_minute_later(database)
    last = await sends(firm, poison)
    rasa.crashes = False

    assert reasons(last) == reasons(await sends(firm, poison)) == ["set_aside"]


async def test_the_same_words_under_another_id_are_said_again(firm: Firm, rasa: FakeRasa) -> None:
    rasa.up = False
    await sends(firm, said("yes", new_id()))
    rasa.up = True

    assert texts(await sends(firm, said("yes", new_id()))) == ["You said: yes", "You said: yes"]


async def test_a_button_sent_again_is_not_refused_because_it_is_old(firm: Firm, rasa: FakeRasa) -> None:
    rasa.answer = lambda turn: (
        [bot("Really?", buttons={"Yes": "/affirm"})] if turn.text == "hello" else [bot("...")] * 60
    )
    await firm.says("hello")
    tap = {"payload": "/affirm", "client_id": new_id()}
    first = await sends(firm, tap)

    assert await sends(firm, tap) == first


async def test_an_id_belongs_to_one_conversation(firm: Firm, rasa: FakeRasa) -> None:
    hello = said("hello", new_id())
    other = await open_conversation(firm.client)
    await sends(firm, hello)

    assert texts(await sends(other, hello)) == ["You said: hello"]


async def test_the_history_shows_the_id_by_which_the_client_knows_it(firm: Firm, rasa: FakeRasa) -> None:
    answered, kept = new_id(), new_id()
    await sends(firm, said("one", answered))
    rasa.up = False
    await sends(firm, said("two", kept))

    firms_own = [message["data"] for message in await firm.history() if message["author"] == "firm"]

    assert firms_own == [{"client_id": answered}, {"pending": True, "client_id": kept}]


@pytest.mark.parametrize("client_id", ["", "1", "x" * 36, 5, "' OR 1=1 --"])
async def test_what_is_no_uuid_is_refused(firm: Firm, client_id: object) -> None:
    response = await firm.post({"text": "hello", "client_id": client_id})

    assert response.json()["type"] == "urn:advisor:problem:invalid"

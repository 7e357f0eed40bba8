"""Talking with the advisor over the API."""

from __future__ import annotations

import pytest
from httpx import AsyncClient as Client

from advisor.store.database import Database
from tests.gateway.conftest import Firm, open_conversation
from tests.gateway.fakes import FakeRasa, bot

ASK = bot("Do you sell abroad?", "question", {"Yes": '/answer{"option":"abroad.yes"}'}, question="abroad")


async def test_opening_answers_with_the_greeting(client: Client) -> None:
    response = await client.post("/api/conversations")

    assert response.status_code == 201
    opened = response.json()
    assert set(opened) == {"conversation_id", "token", "messages"}
    (greeting,) = opened["messages"]
    assert set(greeting) == {"id", "author", "text", "buttons", "data", "sent_at"}
    assert greeting["author"] == "advisor"
    assert greeting["text"] == "Hello, I am your advisor."
    assert greeting["data"] == {"type": "greeting"}
    assert greeting["sent_at"].endswith("Z")


async def test_rasa_is_told_channel_and_language(client: Client, rasa: FakeRasa) -> None:
    firm = await open_conversation(client, language="th", channel="telegram")

    (turn,) = rasa.delivered
    assert turn.as_json() == {
        "conversation_id": firm.id,
        "message_id": turn.message_id,
        "text": "/start",
        "metadata": {"channel": "telegram", "language": "th", "staffed": True},
    }


@pytest.mark.parametrize("body", [{"language": "English!"}, {"channel": "../x"}, {"colour": "red"}, {"language": 1}])
async def test_a_malformed_opening_is_refused(client: Client, body: dict[str, str]) -> None:
    response = await client.post("/api/conversations", json=body)

    assert response.status_code == 422


async def test_the_reply_holds_what_the_advisor_said_since_the_last_one(firm: Firm) -> None:
    assert [message["text"] for message in await firm.says("hello")] == ["You said: hello"]
    assert [message["text"] for message in await firm.says("again")] == ["You said: again"]


async def test_the_history_reads_as_it_was_said(firm: Firm) -> None:
    await firm.says("We make baskets")

    history = await firm.history()

    assert [(message["author"], message["text"]) for message in history] == [
        ("advisor", "Hello, I am your advisor."),
        ("firm", "We make baskets"),
        ("advisor", "You said: We make baskets"),
    ]


async def test_reply_and_history_show_the_same_message(firm: Firm, rasa: FakeRasa) -> None:
    rasa.answer = lambda _: [ASK]

    (replied,) = await firm.says("hello")

    assert replied == (await firm.history())[-1]
    assert replied["buttons"] == [{"title": "Yes", "payload": '/answer{"option":"abroad.yes"}'}]
    assert replied["data"] == {"type": "question", "question": "abroad"}


async def test_a_tapped_button_reads_as_its_words(firm: Firm, rasa: FakeRasa) -> None:
    rasa.answer = lambda _: [ASK]
    await firm.says("hello")

    await firm.taps('/answer{"option":"abroad.yes"}')

    said = [message for message in await firm.history() if message["author"] == "firm"]
    assert said[-1]["text"] == "Yes"
    assert said[-1]["data"] == {"payload": '/answer{"option":"abroad.yes"}'}
    assert rasa.heard[-1] == '/answer{"option":"abroad.yes"}'


async def test_a_command_that_is_always_allowed_reads_as_words(firm: Firm, wording: dict[str, str]) -> None:
    await firm.taps("/what_stage")

    assert (await firm.texts())[1] == wording["command_what_stage"]


@pytest.mark.parametrize(
    "payload", ['/answer{"option":"abroad.no"}', "/restart", '/start{"profile": {}}', "yes", "", "/START", " /start"]
)
async def test_a_payload_that_was_not_offered_is_refused(firm: Firm, rasa: FakeRasa, payload: str) -> None:
    response = await firm.post({"payload": payload})

    assert response.status_code == 422
    assert response.json()["type"] == "urn:advisor:problem:payload_not_offered"
    assert rasa.heard == ["/start"]


@pytest.mark.parametrize("payload", ["/start", "/start_over", "/help", "/what_stage", "/show_plan", "/pause"])
async def test_commands_are_always_allowed(firm: Firm, rasa: FakeRasa, payload: str) -> None:
    await firm.taps(payload)

    assert rasa.heard[-1] == payload


async def test_a_payload_offered_to_another_firm_is_refused(client: Client, firm: Firm, rasa: FakeRasa) -> None:
    other = await open_conversation(client)
    rasa.answer = lambda _: [ASK]
    await other.says("hello")

    response = await firm.post({"payload": '/answer{"option":"abroad.yes"}'})

    assert response.status_code == 422


async def test_buttons_expire_after_sixty_messages(firm: Firm, rasa: FakeRasa) -> None:
    rasa.answer = lambda _: [ASK]
    await firm.says("hello")
    rasa.answer = lambda _: [bot("...")] * 60
    await firm.says("talk a lot")

    response = await firm.post({"payload": '/answer{"option":"abroad.yes"}'})

    assert response.status_code == 422


@pytest.mark.parametrize("body", [{}, {"text": "a", "payload": "/help"}, {"text": None}])
async def test_exactly_one_of_text_and_payload(firm: Firm, body: dict[str, str]) -> None:
    response = await firm.post(body)

    assert response.status_code == 422
    assert response.json()["type"] == "urn:advisor:problem:text_or_payload"


@pytest.mark.parametrize("body", [{"text": 1}, {"text": "a", "sender": "b"}, ["text"], "text"])
async def test_a_body_of_another_shape_is_refused(firm: Firm, body: object) -> None:
    response = await firm.post(body)  # type: ignore[arg-type]

    assert response.status_code == 422
    assert response.json()["type"] == "urn:advisor:problem:invalid"


async def test_a_typed_command_is_only_words(firm: Firm, rasa: FakeRasa) -> None:
    await firm.says('//restart{"profile": null}')

    assert rasa.heard[-1] == 'restart{"profile": null}'


@pytest.mark.parametrize("text", ["", "  \n ", "/", "\x00\x07", " / / "])
async def test_an_empty_message_is_refused(firm: Firm, text: str) -> None:
    response = await firm.post({"text": text})

    assert response.status_code == 422
    assert response.json()["type"] == "urn:advisor:problem:text_empty"


async def test_a_long_message_is_refused_and_the_conversation_goes_on(firm: Firm, rasa: FakeRasa) -> None:
    response = await firm.post({"text": "x" * 2001})

    assert response.status_code == 422
    assert "2001" in response.json()["detail"]
    assert await firm.says("x" * 2000)
    assert len(rasa.heard[-1]) == 2000


async def test_an_assessment_of_nothing_is_the_prior(firm: Firm) -> None:
    response = await firm.client.get(f"{firm.path}/assessment", headers=firm.headers)

    assert response.status_code == 200
    assert response.json()["stage"] == "preparation"
    assert response.json()["settled"] is False


async def test_an_assessment_follows_the_profile(firm: Firm, rasa: FakeRasa, database: Database) -> None:
    rasa.profile = {"answers": {"country": {"option": "MMR"}, "abroad": {"option": "yes"}}}
    await firm.says("We sell from Myanmar")

    response = await firm.client.get(f"{firm.path}/assessment", headers=firm.headers)

    assert response.json()["stage"] == "active_engagement"
    assert response.json()["profile"] == rasa.profile


async def test_an_erased_conversation_is_gone(firm: Firm, database: Database) -> None:
    await firm.says("our secret recipe")

    response = await firm.client.delete(firm.path, headers=firm.headers)

    assert response.status_code == 204
    assert (await firm.client.get(f"{firm.path}/messages", headers=firm.headers)).status_code == 404
    assert (await firm.post({"text": "hello?"})).status_code == 404


async def test_erasing_one_conversation_leaves_the_others(client: Client, firm: Firm) -> None:
    other = await open_conversation(client)
    await other.says("keep me")

    await client.delete(firm.path, headers=firm.headers)

    assert "keep me" in await other.texts()

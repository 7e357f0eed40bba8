"""A conversation in a chat, from the first word to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update

from advisor.gateway.rasa_client import Turn
from advisor.gateway.telegram.api import Blocked, Refused, SlowDown, Unreachable
from advisor.gateway.telegram.service import webhook_secret
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.models import TelegramUpdate
from advisor.store.telegram import LEFT_FLAG, TelegramStore
from tests.gateway.fakes import GREETING, FakeRasa, bot
from tests.gateway.telegram.conftest import TOKEN, Chat
from tests.gateway.telegram.fakes import FakeBotApi, message, press

Wording = dict[str, str]


def with_buttons(turn: Turn) -> list[dict[str, object]]:
    if turn.text == "/start":
        return [GREETING, bot("Where?", "question", {"Fiji": '/answer{"option":"country.FJI"}', "Samoa": "/answer"})]
    return [bot(f"You said: {turn.text}"), bot("And now?", "question", {"Yes": "/affirm", "No": "/deny"})]


async def conversation_of(database: Database, chat_id: int = 7) -> str:
    found = await TelegramStore(database).chat(chat_id)
    assert found is not None
    return found.conversation_id


# words and commands --------------------------------------------------------------------------------------------------


async def test_start_brings_the_greeting(chat: Chat) -> None:
    assert await chat.writes("/start") == ["Hello, I am your advisor."]


async def test_who_just_writes_is_greeted_and_answered(chat: Chat) -> None:
    assert await chat.writes("We make R&D <kits>") == [
        "Hello, I am your advisor.\n\nYou said: We make R&amp;D &lt;kits&gt;"
    ]


async def test_who_just_writes_is_asked_one_question(chat: Chat, rasa: FakeRasa, api: FakeBotApi) -> None:
    rasa.answer = with_buttons
    assert await chat.writes("Baskets") == ["Hello, I am your advisor.\n\nYou said: Baskets\n\n<b>And now?</b>"]
    assert [title for title, _ in api.shown[-1].keys] == ["Yes", "No"]


async def test_start_again_is_the_same_conversation(chat: Chat, database: Database) -> None:
    await chat.writes("/start")
    first = await conversation_of(database)
    await chat.writes("/start en-fair_2026")

    assert await conversation_of(database) == first


async def test_the_link_says_where_somebody_came_from(chat: Chat, database: Database, store: TelegramStore) -> None:
    await chat.writes("/start en-fair_2026")

    found = await store.chat(7)
    assert found is not None
    assert found.campaign == "fair_2026"
    conversation = await ConversationStore(database).get(found.conversation_id)
    assert conversation is not None
    assert (conversation.language, conversation.channel) == ("en", "telegram")


async def test_the_chat_is_not_the_sender(chat: Chat, rasa: FakeRasa) -> None:
    await chat.writes("/start")
    assert len(rasa.delivered[0].conversation_id) == 32
    assert rasa.delivered[0].channel == "telegram"


@pytest.mark.parametrize(
    ("command", "payload"),
    [("/help", "/help"), ("/stage", "/what_stage"), ("/plan@OurBot", "/show_plan"), ("/restart", "/start_over")],
)
async def test_commands_are_what_rasa_knows(chat: Chat, rasa: FakeRasa, command: str, payload: str) -> None:
    await chat.writes("/start")
    await chat.writes(command)
    assert rasa.heard[-1] == payload


@pytest.mark.parametrize("text", ['/inform{"x": 1}', "/unknown", "/help me please"])
async def test_any_other_slash_is_plain_text(chat: Chat, rasa: FakeRasa, text: str) -> None:
    await chat.writes("/start")
    await chat.writes(text)
    assert rasa.heard[-1] == text.removeprefix("/")


@pytest.mark.parametrize("command", ["language", "privacy"])
async def test_some_commands_need_no_rasa(chat: Chat, rasa: FakeRasa, wording: Wording, command: str) -> None:
    assert await chat.writes(f"/{command}") == [wording[f"telegram_{command}"].strip()]
    assert rasa.heard == []


async def test_a_text_that_is_too_long_says_so(chat: Chat) -> None:
    assert "4000 characters" in (await chat.writes("a" * 4000))[0]


async def test_typing_is_shown(chat: Chat, api: FakeBotApi) -> None:
    await chat.writes("/start")
    assert api.typing == [7]


@pytest.mark.slow
async def test_more_messages_than_allowed_are_told_kindly(chat: Chat, settings: Settings) -> None:
    await chat.writes("/start")
    for number in range(settings.messages_per_minute):
        await chat.writes(f"message {number}")
    assert "within a minute" in (await chat.writes("one more"))[0]


# buttons -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(rasa: FakeRasa) -> FakeRasa:
    rasa.answer = with_buttons
    return rasa


async def test_a_button_says_its_payload_and_shows_the_choice(chat: Chat, asking: FakeRasa, api: FakeBotApi) -> None:
    await chat.writes("/start")
    question = api.shown[-1]
    await chat.presses("Fiji")

    assert asking.heard[-1] == '/answer{"option":"country.FJI"}'
    assert question.html == "Hello, I am your advisor.\n\n<b>Where?</b>\n\n\u2713 <b>Fiji</b>"
    assert question.keys == []
    assert api.answered == ["102"]


async def test_pressing_twice_counts_once(chat: Chat, asking: FakeRasa, api: FakeBotApi) -> None:
    await chat.writes("/start")
    question = api.shown[-1]
    data = question.data("Fiji")
    await chat.presses("Fiji")
    heard = list(asking.heard)

    assert await chat.gets(press(900, question, data)) == []
    assert asking.heard == heard


async def test_an_old_button_is_told_kindly(chat: Chat, asking: FakeRasa, api: FakeBotApi, wording: Wording) -> None:
    await chat.writes("/start")
    question = api.shown[-1]
    data = question.data("Fiji")
    await chat.writes("Samoa, I think")
    heard = list(asking.heard)

    assert question.keys == []
    assert await chat.gets(press(900, question, data)) == [wording["telegram_old_button"].strip()]
    assert asking.heard == heard


@pytest.mark.parametrize("data", ["b:1:99", "b:999999:0", "x", "/affirm", ""])
async def test_forged_buttons_do_nothing(chat: Chat, asking: FakeRasa, api: FakeBotApi, data: str) -> None:
    await chat.writes("/start")
    heard = list(asking.heard)
    await chat.gets(press(900, api.shown[-1], data))
    assert asking.heard == heard


async def test_buttons_of_another_chat_do_nothing(chat: Chat, asking: FakeRasa, api: FakeBotApi) -> None:
    await chat.writes("/start")
    data = api.shown[-1].data("Fiji")
    await chat.gets(message(500, 8, text="/start"))
    heard = list(asking.heard)

    await chat.gets(press(501, api.shown[-1], data))
    assert asking.heard == heard


# other things than words ---------------------------------------------------------------------------------------------


async def test_a_photo_gets_a_kind_word(chat: Chat, wording: Wording, rasa: FakeRasa) -> None:
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 9, "height": 9}]
    assert await chat.gets(message(1, photo=photo)) == [wording["telegram_media"].strip()]
    assert rasa.heard == []


async def test_what_is_written_beside_a_photo_is_read(chat: Chat, wording: Wording, rasa: FakeRasa) -> None:
    await chat.writes("/start")
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 60}]
    said = await chat.gets(message(900, photo=photo, caption="Our baskets from Fiji"))
    assert said == [wording["telegram_media"], "You said: Our baskets from Fiji"]


async def test_an_album_gets_one_word(chat: Chat, wording: Wording) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 60}]
    said = [await chat.gets(message(number, photo=photo, media_group_id="5")) for number in range(900, 904)]
    assert said == [[wording["telegram_media"]], [], [], []]


async def test_a_place_answers_the_country(chat: Chat, rasa: FakeRasa) -> None:
    await chat.writes("/start")
    await chat.gets(message(500, location={"latitude": 16.8, "longitude": 96.15}))
    assert rasa.heard[-1] == "Our firm is in Myanmar"


async def test_a_place_at_sea_does_not(chat: Chat, wording: Wording) -> None:
    sea = {"latitude": -48.9, "longitude": -123.4}
    assert await chat.gets(message(1, location=sea)) == [wording["telegram_unknown_place"].strip()]


async def test_groups_are_asked_once_to_write_in_private(chat: Chat, api: FakeBotApi) -> None:
    group = {"id": -5, "type": "group", "title": "Exporters"}
    for number in range(3):
        await chat.gets(message(number, text="hello", chat=group))
    assert len(api.texts(-5)) == 1


# the plan ------------------------------------------------------------------------------------------------------------


async def test_deleting_asks_first_and_then_erases_all(
    chat: Chat, database: Database, store: TelegramStore, wording: Wording
) -> None:
    await chat.writes("/start")
    conversation_id = await conversation_of(database)
    assert await chat.writes("/delete") == [wording["telegram_delete_ask"].strip()]

    assert await chat.presses(wording["telegram_delete_yes"]) == [wording["telegram_deleted"].strip()]

    assert await store.chat(7) is None
    assert await ConversationStore(database).get(conversation_id) is None
    assert await ConversationStore(database).rows(conversation_id) == []


async def test_deleting_can_be_thought_over(chat: Chat, database: Database, wording: Wording) -> None:
    await chat.writes("/start")
    await chat.writes("/delete")
    await chat.presses(wording["telegram_delete_no"])
    assert await conversation_of(database)


async def test_there_may_be_nothing_to_delete(chat: Chat, wording: Wording) -> None:
    assert await chat.writes("/delete") == [wording["telegram_nothing_to_delete"].strip()]


# once, in order ------------------------------------------------------------------------------------------------------


async def test_the_same_update_ten_times_counts_once(chat: Chat, rasa: FakeRasa, api: FakeBotApi) -> None:
    await chat.writes("/start")
    await asyncio.gather(*(chat.telegram.take(message(500, text="hello")) for _ in range(10)))
    await chat.settle()

    assert rasa.heard == ["/start", "hello"]
    assert api.texts()[1:] == ["You said: hello"]


async def test_updates_of_a_chat_are_handled_in_order(chat: Chat, rasa: FakeRasa) -> None:
    await chat.writes("/start")
    rasa.gate.clear()
    for number in (500, 503, 501, 502):
        await chat.telegram.take(message(number, text=str(number)))
    rasa.gate.set()
    await chat.settle()
    assert rasa.heard == ["/start", "500", "501", "502", "503"]


async def test_an_edited_message_is_no_new_one(chat: Chat, rasa: FakeRasa) -> None:
    edited = message(500, text="changed")
    await chat.gets({"update_id": 500, "edited_message": edited["message"]})
    assert rasa.heard == []


# faults --------------------------------------------------------------------------------------------------------------


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_rasa_down_is_told_once_and_answered_later(
    chat: Chat, rasa: FakeRasa, api: FakeBotApi, wording: Wording
) -> None:
    await chat.writes("/start")
    rasa.up = False
    await chat.telegram.take(message(500, text="one"))
    await chat.telegram.take(message(501, text="two"))
    await until(lambda: len(api.texts()) == 2)
    rasa.up = True
    await chat.settle()

    assert api.texts()[1:] == [wording["telegram_kept"].strip(), "You said: one", "You said: two"]


@pytest.mark.slow
async def test_telegram_down_loses_and_doubles_nothing(chat: Chat, api: FakeBotApi) -> None:
    api.failures = [Unreachable("ConnectError"), Unreachable("ConnectError")]
    assert await chat.writes("/start") == ["Hello, I am your advisor."]


@pytest.mark.slow
async def test_what_may_have_arrived_says_so(chat: Chat, api: FakeBotApi, wording: Wording) -> None:
    api.failures = [Unreachable("ReadTimeout", uncertain=True)]
    (text,) = await chat.writes("/start")
    assert text.startswith(f"<i>{wording['telegram_perhaps_twice'].strip()}</i>")


async def test_telegram_asks_to_slow_down(chat: Chat, api: FakeBotApi) -> None:
    api.failures = [SlowDown(0.05), SlowDown(0.05)]
    assert await chat.writes("/start") == ["Hello, I am your advisor."]


async def test_what_telegram_refuses_does_not_stop_the_rest(chat: Chat, api: FakeBotApi) -> None:
    await chat.writes("/start")
    api.failures = [Refused("Bad Request: something")]
    assert await chat.writes("one") == []
    assert await chat.writes("two") == ["You said: two"]


async def test_who_blocks_us_has_left_until_they_come_back(chat: Chat, api: FakeBotApi, database: Database) -> None:
    await chat.writes("/start")
    api.failures = [Blocked("blocked")]
    await chat.writes("one")
    conversations = ConversationStore(database)
    left = await conversations.get(await conversation_of(database))
    await chat.writes("two")
    back = await conversations.get(await conversation_of(database))

    assert left is not None
    assert back is not None
    assert (left.flags, back.flags) == ([LEFT_FLAG], [])


@pytest.mark.slow
async def test_a_fault_of_ours_is_apologised_for(chat: Chat, wording: Wording, monkeypatch: pytest.MonkeyPatch) -> None:
    await chat.writes("/start")

    monkeypatch.setattr(chat.telegram.chats, "_answers", _Broken(chat.telegram.chats._answers))
    assert await chat.writes("hello") == [wording["telegram_fault"].strip()]


class _Broken:
    """Answers that fail."""

    def __init__(self, answers: object) -> None:
        self.fault = answers.fault  # type: ignore[attr-defined]

    async def answer(self, _: object) -> None:
        raise RuntimeError("our fault")


# the webhook ---------------------------------------------------------------------------------------------------------

SECRET = "X-Telegram-Bot-Api-Secret-Token"


async def test_the_webhook_takes_updates_with_the_secret(client: AsyncClient, chat: Chat, settings: Settings) -> None:
    answer = await client.post(
        "/telegram/webhook", json=message(1, text="/start"), headers={SECRET: webhook_secret(settings)}
    )
    await chat.settle()
    assert answer.status_code == 200
    assert chat.api.texts() == ["Hello, I am your advisor."]


@pytest.mark.parametrize("headers", [{}, {SECRET: "wrong"}, {SECRET: ""}])
async def test_a_forged_webhook_does_nothing(
    client: AsyncClient, chat: Chat, store: TelegramStore, headers: dict[str, str]
) -> None:
    answer = await client.post("/telegram/webhook", json=message(1, text="/start"), headers=headers)
    assert answer.status_code == 403
    assert await store.chats_with_updates() == []
    assert await store.take(1, 7, {}) is True


async def test_health_says_how_things_stand(client: AsyncClient, chat: Chat, api: FakeBotApi) -> None:
    await until(lambda: bool(api.webhooks))
    assert (await client.get("/health")).json()["telegram"] == "ok"
    assert api.webhooks[0][0] == "https://advisor.example/telegram/webhook"
    assert TOKEN not in api.webhooks[0][0]
    assert api.menu == ["start", "help", "stage", "plan", "restart", "language", "delete", "privacy"]


async def test_ids_of_updates_are_forgotten_when_telegram_no_longer_offers_them(chat: Chat, database: Database) -> None:
    await chat.writes("/start")
    async with database.begin() as session:
        await session.execute(update(TelegramUpdate).values(handled_at=1.0))
    await chat.telegram.tidy()

    async with database.session() as session:
        assert list(await session.scalars(select(TelegramUpdate.update_id))) == []

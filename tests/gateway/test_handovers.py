"""A person speaks with a firm in place of the advisor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar

from advisor.gateway.desk import Desk
from advisor.gateway.handovers import BACK, GO_ON, Handovers
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.handovers import HandoverStore, TakenError, UnheardError
from tests.gateway.conftest import Firm
from tests.gateway.fakes import FakeRasa

Json = dict[str, Any]
HOUR = 3600.0


@pytest.fixture
def desk(app: Litestar) -> Desk:
    return app.dependencies["desk"].dependency()  # type: ignore[union-attr, no-any-return]


@pytest.fixture
def speaking(desk: Desk) -> Handovers:
    return desk.handovers


@pytest.fixture
def queue(database: Database) -> HandoverStore:
    return HandoverStore(database)


@pytest.fixture
def asks_for_person(rasa: FakeRasa, database: Database) -> Callable[[Firm], Any]:
    async def ask(firm: Firm) -> None:
        rasa.intent = "contact_person"
        await firm.says("May I talk to a person?")
        rasa.intent = "inform"

    return ask


def kinds(messages: list[Json]) -> list[tuple[str, str]]:
    return [(message["author"], message["text"]) for message in messages]


async def test_a_firm_that_asks_for_a_person_stands_in_the_queue_once(
    firm: Firm, rasa: FakeRasa, queue: HandoverStore, asks_for_person: Callable[[Firm], Any]
) -> None:
    await asks_for_person(firm)
    await asks_for_person(firm)

    [waiting] = await queue.queue()
    assert (waiting.conversation.id, waiting.is_waiting) == (firm.id, True)


async def test_the_advisor_goes_on_until_somebody_takes_over(
    firm: Firm, asks_for_person: Callable[[Firm], Any]
) -> None:
    await asks_for_person(firm)

    assert kinds(await firm.says("And tariffs?")) == [("advisor", "You said: And tariffs?")]


async def test_what_a_person_writes_reaches_the_firm_under_a_name(firm: Firm, speaking: Handovers) -> None:
    await speaking.take(firm.id, "mei")
    await speaking.say(firm.id, "mei", "Hello, this is Mei.", "a" * 32)

    joined, hello = (await firm.history())[-2:]
    assert (joined["author"], joined["data"]["state"], joined["data"]["name"]) == ("advisor", "with_person", "mei")
    assert "mei is here now" in joined["text"]
    assert (hello["author"], hello["text"], hello["data"]["name"]) == ("person", "Hello, this is Mei.", "mei")


async def test_the_advisor_is_silent_meanwhile(firm: Firm, rasa: FakeRasa, speaking: Handovers) -> None:
    await speaking.take(firm.id, "mei")
    await firm.says("first")  # brings the news that somebody is there
    before = list(rasa.heard)

    assert await firm.says("We make baskets") == []
    assert rasa.heard == before
    said = (await firm.history())[-1]
    assert (said["author"], said["text"]) == ("firm", "We make baskets")
    assert rasa.recorded[-1].custom == {"to_person": "mei"}


async def test_nothing_said_to_a_person_is_lost_while_rasa_is_down(
    firm: Firm, rasa: FakeRasa, speaking: Handovers
) -> None:
    await speaking.take(firm.id, "mei")
    rasa.up = False
    assert (await firm.says("Are you there?"))[-1]["data"]["reason"] == "try_again"
    rasa.up = True
    await firm.says("Hello?")

    assert (await firm.texts())[-2:] == ["Are you there?", "Hello?"]


async def test_saying_it_again_says_it_once(firm: Firm, speaking: Handovers) -> None:
    await speaking.take(firm.id, "mei")
    await speaking.take(firm.id, "mei")
    await speaking.say(firm.id, "mei", "Hello", "a" * 32)
    await speaking.say(firm.id, "mei", "Hello", "a" * 32)

    assert [message["author"] for message in await firm.history()][1:] == ["advisor", "person"]


async def test_handing_back_lets_the_advisor_speak_again(firm: Firm, rasa: FakeRasa, speaking: Handovers) -> None:
    await speaking.take(firm.id, "mei")
    await speaking.hand_back(firm.id)

    told = (await firm.history())[-1]
    assert (told["data"]["state"], [button["payload"] for button in told["buttons"]]) == ("handed_back", [GO_ON])
    assert kinds(await firm.says("Good"))[-1] == ("advisor", "You said: Good")
    await speaking.hand_back(firm.id)  # nothing to hand back: nothing is said
    assert (await firm.history())[-1]["text"] == "You said: Good"


async def test_a_firm_can_go_back_to_the_advisor_by_itself(
    firm: Firm, rasa: FakeRasa, speaking: Handovers, queue: HandoverStore
) -> None:
    await speaking.take(firm.id, "mei")

    told = await firm.taps(BACK)

    assert told[-1]["data"]["state"] == "handed_back"
    assert await queue.queue() == []
    assert kinds(await firm.says("Good")) == [("advisor", "You said: Good")]
    await firm.taps(BACK)  # an old button
    assert rasa.heard[-1] == GO_ON


async def test_going_back_is_not_lost_when_rasa_goes_down_in_between(
    firm: Firm, rasa: FakeRasa, speaking: Handovers, queue: HandoverStore
) -> None:
    await speaking.take(firm.id, "mei")
    rasa.breaks_after = 1
    assert (await firm.taps(BACK))[-1]["data"]["reason"] == "try_again"
    rasa.breaks_after = None

    assert (await firm.taps(BACK))[-1]["data"]["state"] == "handed_back"
    assert await queue.queue() == []


async def test_two_of_the_staff_do_not_speak_at_once(firm: Firm, speaking: Handovers) -> None:
    await speaking.take(firm.id, "mei")

    with pytest.raises(TakenError) as taken:
        await speaking.take(firm.id, "tom")
    assert taken.value.name == "mei"
    with pytest.raises(TakenError):
        await speaking.say(firm.id, "tom", "Hello", "b" * 32)


async def test_nobody_speaks_who_has_not_taken_over(firm: Firm, speaking: Handovers) -> None:
    with pytest.raises(TakenError):
        await speaking.say(firm.id, "mei", "Hello", "a" * 32)


async def test_a_firm_that_cannot_be_told_is_not_taken_over(
    firm: Firm, rasa: FakeRasa, speaking: Handovers, queue: HandoverStore
) -> None:
    rasa.up = False
    with pytest.raises(UnheardError):
        await speaking.take(firm.id, "mei")

    [waiting] = await queue.queue()
    assert waiting.is_waiting
    rasa.up = True
    assert kinds(await firm.says("Still there?")) == [("advisor", "You said: Still there?")]


async def test_a_firm_that_needs_no_answer_leaves_the_queue_without_a_word(
    firm: Firm, queue: HandoverStore, speaking: Handovers, asks_for_person: Callable[[Firm], Any]
) -> None:
    await asks_for_person(firm)
    before = await firm.texts()
    await speaking.hand_back(firm.id)

    assert await queue.queue() == []
    assert await firm.texts() == before
    await asks_for_person(firm)
    assert len(await queue.queue()) == 1


async def test_a_person_who_is_silent_for_long_gives_the_conversation_back(
    firm: Firm, rasa: FakeRasa, speaking: Handovers, queue: HandoverStore
) -> None:
    await speaking.take(firm.id, "mei")
    await speaking.give_up(HOUR)
    assert len(await queue.queue()) == 1

    rasa.up = False
    await speaking.give_up(-1.0)  # cannot be told now: the next round tries again
    assert len(await queue.queue()) == 1
    rasa.up = True
    await speaking.give_up(-1.0)

    assert await queue.queue() == []
    assert "could not go on" in (await firm.texts())[-1]


async def test_a_fault_with_one_firm_does_not_keep_the_others_waiting(
    firm: Firm, speaking: Handovers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await speaking.take(firm.id, "mei")

    async def fails(_: str, __: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(speaking, "hand_back", fails)
    await speaking.give_up(-1.0)
    assert "ZeroDivisionError" in caplog.text


async def test_an_erased_conversation_leaves_the_queue(firm: Firm, speaking: Handovers, queue: HandoverStore) -> None:
    await speaking.take(firm.id, "mei")
    await firm.client.delete(firm.path, headers=firm.headers)

    assert await queue.queue() == []


async def test_a_firm_is_told_that_somebody_will_come_only_where_there_is_staff(firm: Firm, rasa: FakeRasa) -> None:
    await firm.says("Can I talk to somebody?")
    assert rasa.delivered[-1].staffed


async def test_the_flag_stays_when_the_firm_was_answered(
    firm: Firm, database: Database, speaking: Handovers, asks_for_person: Callable[[Firm], Any]
) -> None:
    await asks_for_person(firm)
    await speaking.take(firm.id, "mei")
    await speaking.hand_back(firm.id)

    conversation = await ConversationStore(database).get(firm.id)
    assert conversation is not None
    assert (conversation.flags, conversation.person) == (["asked_for_person"], None)

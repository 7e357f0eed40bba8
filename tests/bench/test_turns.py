"""The bench of turns counts as it says."""

from __future__ import annotations

import json

import httpx
import pytest

from bench.doors import GatewayConversation, PrivateConversation, RestConversation, UnansweredError
from bench.talkers import Load, Talker, Took, measure
from bench.turns import SECONDS, Column, a_second, at, in_words, ratios, tables, times

BUTTON = '/answer{"option":"a.b"}'
Said = list[dict[str, object]]


def turns(count: int, ms: float = 1.0) -> list[Took]:
    return [Took(number, ms) for number in range(1, count + 1)]


def test_a_rate_tells_turns_a_second_and_how_long_they_took() -> None:
    took = [Took(number, float(number)) for number in range(1, 101)]
    assert a_second(took) == pytest.approx(100 / SECONDS)
    assert times(took) == "51 / 96 / 100 ms"
    assert times([]) == "no turn"


def test_a_mark_is_the_median_of_the_turns_before_it() -> None:
    took = [Took(number, 1.0 if number <= 10 else 100.0) for number in range(1, 31)]
    assert at(took, 10) == 1.0
    assert at(took, 50) is None
    assert in_words(None) == "not reached"


def test_a_mark_is_over_all_conversations_that_got_there() -> None:
    took = [Took(turn, ms) for ms in (1.0, 5.0, 9.0) for turn in range(1, 11)]
    assert at([*took, *(Took(turn, 70.0) for turn in range(1, 5))], 10) == 5.0


def test_systems_stand_side_by_side_with_the_ratios_that_count() -> None:
    rates = {1: turns(15), 8: turns(60)}
    ours = Column("ours", 4.6, 461, rates, turns(400, 20.0))
    stock = Column("stock", 11.0, 767, {1: turns(15), 8: turns(20)}, turns(120, 60.0))
    lines = list(tables([ours, stock], ours))
    assert lines[0] == "| at Rasa's door | ours | stock |"
    assert f"| 8 users: turns a second | {60 / SECONDS:.1f} | {20 / SECONDS:.1f} |" in lines
    assert "| p50 at turn 400 | 20 ms | not reached |" in lines
    assert list(ratios([ours, stock])) == [
        "- 8 users: 3.00 times the turns a second of stock.",
        "- ours: p50 of turn 400 is 1.00 times turn 10.",
        "- stock: p50 of turn 400 is not reached.",
    ]


async def test_a_talker_presses_what_is_offered_and_says_the_same_for_the_same_seed() -> None:
    said: list[list[str]] = []

    def reply(request: httpx.Request) -> httpx.Response:
        said[-1].append(json.loads(request.content)["text"])
        return httpx.Response(200, json={"messages": [{"buttons": [{"payload": BUTTON}]}]})

    for _ in range(2):
        said.append([])
        async with httpx.AsyncClient(transport=httpx.MockTransport(reply)) as client:
            talker = Talker(PrivateConversation(client, "http://rasa", "secret"), 7)
            for _ in range(20):
                await talker.speak()
    assert said[0] == said[1]
    assert said[0][0] == "/start"
    assert BUTTON in said[0]


async def test_the_stock_channel_gets_what_it_reads() -> None:
    said: Said = []

    def reply(request: httpx.Request) -> httpx.Response:
        said.append(json.loads(request.content))
        return httpx.Response(200, json=[{"text": "Hello", "buttons": [{"payload": BUTTON}]}, {"text": "there"}])

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply)) as client:
        assert await RestConversation(client, "http://rasa").open() == [BUTTON]
    assert said[0]["message"] == "/start"


async def test_the_gateway_is_talked_with_as_a_browser_does() -> None:
    said: Said = []

    def reply(request: httpx.Request) -> httpx.Response:
        said.append(json.loads(request.content))
        message = {"buttons": [{"payload": BUTTON}], "data": {"type": "question"}}
        return httpx.Response(200, json={"conversation_id": "c", "token": "t", "messages": [message]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply)) as client:
        conversation = GatewayConversation(client, "http://gateway")
        await conversation.open()
        await conversation.say(BUTTON, pressed=True)
        assert await conversation.say("Fiji", pressed=False) == [BUTTON]
    assert said[1:] == [{"payload": BUTTON}, {"text": "Fiji"}]


async def test_an_apology_is_no_answer() -> None:
    def reply(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"messages": [{"data": {"type": "error"}}]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply)) as client:
        with pytest.raises(UnansweredError, match="Fiji"):
            await GatewayConversation(client, "http://gateway").say("Fiji", pressed=False)


def test_no_time_means_no_turns() -> None:
    def refuse(client: httpx.AsyncClient) -> RestConversation:
        return RestConversation(client, "http://127.0.0.1:1")

    assert measure(refuse, Load(users=3, seconds=0.0)) == []

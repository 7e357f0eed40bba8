"""The bench of turns counts as it says."""

from __future__ import annotations

import json

import httpx

from bench.turns import SECONDS, Cost, Talker, Took, at, load, rate, tables


def test_a_rate_tells_turns_a_second_and_how_long_they_took() -> None:
    took = [Took(number, float(number)) for number in range(1, 101)]
    assert rate(took) == f"{100 / SECONDS:.1f} a second; 51 / 96 / 100 ms"


def test_a_mark_is_the_median_of_the_turns_before_it() -> None:
    took = [Took(number, 1.0 if number <= 10 else 100.0) for number in range(1, 31)]
    assert at(took, 10) == "1 ms"
    assert at(took, 50) == "not reached"


def test_costs_stand_side_by_side() -> None:
    cost = Cost(4.6, 461, ["a", "b", "c"], ["1 ms", "2 ms", "3 ms", "4 ms"])
    lines = list(tables({"ours": cost, "Rasa's own": cost}))
    assert lines[0] == "| | ours store | Rasa's own store |"
    assert "| 8 users: turns; p50 / p95 / p99 | b | b |" in lines
    assert lines[-1] == "| p50 at turn 400 | 4 ms | 4 ms |"


async def test_a_talker_presses_what_is_offered_and_says_the_same_for_the_same_seed() -> None:
    said: list[list[str]] = []

    def reply(request: httpx.Request) -> httpx.Response:
        said[-1].append(json.loads(request.content)["text"])
        return httpx.Response(200, json={"messages": [{"buttons": [{"payload": '/answer{"option":"a.b"}'}]}]})

    for _ in range(2):
        said.append([])
        async with httpx.AsyncClient(transport=httpx.MockTransport(reply)) as client:
            talker = Talker(client, "http://rasa", 7)
            for _ in range(20):
                await talker.speak()
    assert said[0] == said[1]
    assert said[0][0] == "/start"
    assert '/answer{"option":"a.b"}' in said[0]


async def test_no_time_means_no_turns() -> None:
    assert await load("http://127.0.0.1:1", "secret", 3, 0.0, 40) == []

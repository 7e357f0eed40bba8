"""Calls of the action server are as Rasa makes them, but lighter."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from advisor.dialogue.action_calls import lighten_calls, this_turn
from tests.dialogue.conversations import DOMAIN, answered, beginning, said, turn


@pytest.fixture
def action() -> RemoteAction:
    lighten_calls()
    return RemoteAction("action_greet", EndpointConfig("http://actions", enable_selective_domain=True))


def test_a_good_answer_passes(action: RemoteAction) -> None:
    slot = {"event": "slot", "name": "phase", "value": "verdict", "timestamp": None}
    assert action._validate_action_result({"events": [slot], "responses": [{"text": "Hello"}]})
    assert action._validate_action_result({})


@pytest.mark.parametrize(
    "answer",
    [
        {"events": "none"},
        {"events": [{"name": "phase"}]},
        {"events": ["slot"]},
        {"events": [{"event": "slot"}]},
        {"events": [{"event": "slot", "name": "phase", "value": 1, "timestamp": "now"}]},
        {"events": [{"event": "no such kind"}]},
        {"responses": ["Hello"]},
        [],
    ],
)
def test_a_bad_answer_is_still_refused(action: RemoteAction, answer: object) -> None:
    with pytest.raises(ValidationError):
        action._validate_action_result(answer)


def test_a_call_tells_what_is_known_and_the_events_of_the_turn(action: RemoteAction) -> None:
    parts = [beginning(), answered("in Myanmar", "MM"), turn("a"), [said("b"), ActionExecuted("action_help")]]
    tracker = DialogueStateTracker.from_events("c1", [event for part in parts for event in part], DOMAIN.slots)
    call: dict[str, Any] = action._action_call_format(tracker, DOMAIN)
    assert call["next_action"] == "action_greet"
    assert call["sender_id"] == "c1"
    assert call["tracker"]["slots"]["country"] == "MM"
    assert call["tracker"]["latest_message"]["text"] == "b"
    assert [event["event"] for event in call["tracker"]["events"]] == ["user", "action"]
    assert "domain" not in call


def test_a_turn_that_nobody_spoke_in_is_all_there_is() -> None:
    assert this_turn([SlotSet("country", "MM")]) == [SlotSet("country", "MM")]


async def test_calls_share_a_connection() -> None:
    lighten_calls()
    ports: list[int] = []

    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        ports.append(request.transport.get_extra_info("peername")[1])
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    async with TestServer(app) as server:
        endpoint = EndpointConfig(str(server.make_url("/webhook")))
        assert await endpoint.request(json={}) == {}
        assert await endpoint.request(json={}) == {}
        await endpoint.kept_open.session.close()
        assert await endpoint.request(json={}) == {}
        await endpoint.kept_open.session.close()
    assert ports[0] == ports[1] != ports[2]


async def test_an_endpoint_with_a_password_signs_in_each_time() -> None:
    lighten_calls()
    endpoint = EndpointConfig("http://actions", basic_auth={"username": "a", "password": "b"})
    async with endpoint.session() as one:
        assert one.auth is not None
    assert one.closed

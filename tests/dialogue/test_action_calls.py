"""Calls of the action server are as Rasa makes them, but lighter."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from advisor.dialogue.action_calls import Lean, _written, lighten_calls, this_turn
from advisor.dialogue.tracker import QuickTracker
from tests.dialogue.conversations import DOMAIN, Turn, answered, beginning, opened, said, turn, turns


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


@given(turns())
def test_the_call_that_checks_a_form_is_shown_what_rasa_would_show(parts: list[Turn]) -> None:
    lighten_calls()
    events = [event for part in [beginning(), opened(), *parts] for event in part]
    found: list[Event] = [SlotSet("country", "MM")]
    form = FormAction("interview_form", None)
    quick = QuickTracker.from_events("c1", deepcopy(events), DOMAIN.slots)
    own = DialogueStateTracker.from_events("c1", deepcopy(events), DOMAIN.slots)
    shown, by_rasa = (form._temporary_tracker(each, found, DOMAIN) for each in (quick, own))
    assert Lean(shown).current_state(None).keys() == Lean(by_rasa).current_state(None).keys()
    assert without_times(Lean(shown).current_state(None)) == without_times(Lean(by_rasa).current_state(None))
    assert quick == own


def without_times(state: dict[str, Any]) -> dict[str, Any]:
    """Of what is made on the way: the form's own events bear the time of the call."""
    events = [{key: value for key, value in event.items() if key != "timestamp"} for event in state["events"]]
    return {**state, "events": events, "latest_event_time": None}


def test_numbers_of_numpy_are_sent_as_numbers() -> None:
    sent = json.loads(_written({"confidence": np.float64(0.5), "name": "action_greet", "none": None}))
    assert sent == {"confidence": 0.5, "name": "action_greet", "none": None}


def test_what_is_no_json_is_named() -> None:
    with pytest.raises(TypeError, match="object cannot be sent to the action server; expected what JSON knows"):
        _written({"what": object()})


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

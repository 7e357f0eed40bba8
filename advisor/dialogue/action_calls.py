"""Makes Rasa's calls of the action server carry, check and set up no more than they need (ADR 0008, 0019).

Of Rasa's `RemoteAction` this spares: a check, with every answer, whether Rasa's own schema is a schema (23 ms); trying
each event against the schemas of all kinds; all events of the conversation as JSON, of which our actions read none but
the turn's; a new connection for each call; and of a form, the conversation played back to be shown to the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

import aiohttp
import msgspec
import rasa.core.actions.action
from jsonschema import Draft202012Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from advisor.dialogue.events import Quickly
from advisor.dialogue.tracker import QuickTracker

Json = dict[str, Any]
PLAIN = {"event", "timestamp", "name", "value"}

KEPT_OPEN_SECONDS = 2.0
"""Shorter than the five after which the action server hangs up: a call must not meet a connection that is closing."""


def lighten_calls() -> None:
    """Let Rasa's remote actions work so from now on. Calling it again changes nothing."""
    RemoteAction._validate_action_result = lambda _, answer: check_answer(answer)
    rasa.core.actions.action.events = Quickly()
    if not hasattr(RemoteAction, "whole_action_call"):
        RemoteAction.whole_action_call = RemoteAction._action_call_format
        RemoteAction._action_call_format = _action_call
        EndpointConfig.own_session = EndpointConfig.session
        EndpointConfig.session = _session
        FormAction.played_back = FormAction._temporary_tracker
        FormAction._temporary_tracker = _temporary_tracker


def check_answer(answer: object) -> bool:
    """True for an answer in Rasa's own format.

    Raises:
        jsonschema.ValidationError: it is none, as Rasa's own method raises.
    """
    if not _has_only_objects(answer):
        _validators()["answer"].validate(answer)
    for event in _events(answer):
        if _is_plain(event):
            continue
        kind = str(event.get("event"))
        if kind not in _validators():
            raise ValidationError(f"the action server's answer has an event of an unknown kind: {kind!r}")
        _validators()[kind].validate(event)
    return True


def _has_only_objects(answer: object) -> bool:
    """Whether an answer surely has events and messages, each an object, as all have that went well."""
    parts = [answer.get(name) for name in ("events", "responses")] if isinstance(answer, dict) else [None]
    return all(isinstance(part, list) and all(isinstance(each, dict) for each in part) for part in parts)


def _is_plain(event: Json) -> bool:
    """Whether an event is surely well formed: a slot with a value, as most are, and nothing else."""
    return (
        event.keys() == PLAIN
        and event["event"] == "slot"
        and isinstance(event["name"], str)
        and (event["timestamp"] is None)
    )


def _events(answer: object) -> Sequence[Json]:
    events: Sequence[Json] = answer.get("events", []) if isinstance(answer, dict) else []
    return events


@cache
def _validators() -> Mapping[str, Draft202012Validator]:
    """One for the answer as such, and one for each kind of event."""
    answer = RemoteAction.action_response_format_spec()
    event = answer["properties"]["events"]["items"]
    common = {key: value for key, value in event.items() if key != "oneOf"}
    lean = {**answer, "properties": {**answer["properties"], "events": {"type": "array", "items": {"type": "object"}}}}
    kinds = {kind["properties"]["event"]["const"]: {**common, "allOf": [kind]} for kind in event["oneOf"]}
    return {name: Draft202012Validator(schema) for name, schema in {"answer": lean, **kinds}.items()}


class Lean:
    """A tracker as the action server is told of it: what is known now, and the events of this turn."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        self.sender_id = tracker.sender_id
        self._tracker = tracker

    def current_state(self, _: object) -> Json:
        """See Rasa's tracker."""
        state: Json = self._tracker.current_state()
        return {**state, "events": [_told(event) for event in this_turn(self._tracker.events)]}


def _told(event: Event) -> Json:
    """Without what the latest message says anyway."""
    told: Json = event.as_dict()
    told.pop("parse_data", None)
    return told


def this_turn(events: Iterable[Event]) -> list[Event]:
    """The events from what the firm said last."""
    found: list[Event] = []
    for event in reversed(list(events)):
        found.append(event)
        if type(event) is UserUttered:
            break
    return found[::-1]


def _action_call(action: RemoteAction, tracker: DialogueStateTracker, domain: object) -> Json:
    call: Json = action.whole_action_call(Lean(tracker), domain)
    return call


def _temporary_tracker(
    form: FormAction, tracker: DialogueStateTracker, found: Sequence[Event], domain: Domain
) -> DialogueStateTracker:
    """What the call that checks a form's slots is shown: the conversation as if the form had filled them."""
    if not isinstance(tracker, QuickTracker) or tracker.began_anew:
        return form.played_back(tracker, found, domain)
    asked = SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(tracker))
    return tracker.led_on([asked, ActionExecuted(form.name()), *found])


class KeptOpen:
    """A session that is used, and not closed."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self.session

    async def __aexit__(self, *_: object) -> None:
        """Others use it too."""


def _written(call: Json) -> str:
    """As JSON."""
    return msgspec.json.encode(call, enc_hook=_plain_number).decode()


def _plain_number(what: object) -> float:
    """Of what numpy counted."""
    if isinstance(what, float):
        return float(what)
    raise TypeError(f"{type(what).__name__} cannot be sent to the action server; expected what JSON knows")


def _session(endpoint: EndpointConfig) -> KeptOpen | aiohttp.ClientSession:
    """One session for all calls of an endpoint, but where each has to sign in."""
    if endpoint.basic_auth:
        return cast(aiohttp.ClientSession, endpoint.own_session())
    kept: KeptOpen | None = getattr(endpoint, "kept_open", None)
    if kept is None or kept.session.closed:
        connector = aiohttp.TCPConnector(keepalive_timeout=KEPT_OPEN_SECONDS, limit=0)
        session = aiohttp.ClientSession(headers=endpoint.headers, connector=connector, json_serialize=_written)
        kept = endpoint.kept_open = KeptOpen(session)
    return kept

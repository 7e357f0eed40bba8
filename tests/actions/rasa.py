"""Rasa's part, faked: a tracker made of slots and a message, the actions run by name, their responses written out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from ruamel.yaml import YAML

from actions.base import AdvisorAction
from actions.session import slots_of
from advisor.core.interview import State
from advisor.settings import ROOT

Json = dict[str, Any]
NOT_WORDS = {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}
"""What the dispatcher keeps of a message beside the words to be filled in."""


@cache
def domain() -> Json:
    """domain.yml."""
    return dict(YAML(typ="safe", pure=True).load(ROOT / "domain.yml"))


@cache
def actions() -> dict[str, AdvisorAction]:
    """All actions, found as the action server finds them."""
    executor = ActionExecutor()
    executor.register_package("actions")
    found = (action.__self__ for action in executor.actions.values())
    return {action.name(): action for action in found if type(action).__module__.startswith("actions.")}


@dataclass(frozen=True)
class Said:
    """One message to the firm as Rasa would send it."""

    response: str
    text: str
    data: Json
    buttons: list[Json] = field(default_factory=list)
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """`data.type`."""
        return str(self.data["type"])

    def payloads(self) -> list[str]:
        """What its buttons send."""
        return [button["payload"] for button in self.buttons]


def written_out(response: str, words: Mapping[str, str] | None = None, data: Json | None = None) -> Said:
    """A response of domain.yml with its words filled in; a word that is missing is an error."""
    [template] = domain()["responses"][response]
    filled = template["text"].format_map(words or {})
    return Said(response, filled, data or template.get("custom", {}), template.get("buttons", []), words or {})


def collected(dispatcher: CollectingDispatcher) -> Iterator[Said]:
    """The messages that an action sent."""
    for sent in dispatcher.messages:
        words = {key: value for key, value in sent.items() if key not in NOT_WORDS}
        said = written_out(sent["response"], words, sent["custom"])
        yield Said(said.response, said.text, said.data, [*said.buttons, *sent["buttons"]], words)


_ids = count(1)


def message(text: str, intent: str = "inform", *entities: Json, sure: float = 1.0) -> Json:
    """What the firm said, as Rasa's pipeline leaves it."""
    return {
        "text": text,
        "message_id": f"m{next(_ids)}",
        "intent": {"name": intent, "confidence": sure},
        "entities": list(entities),
    }


def pressed(payload: str) -> Json:
    """A button, as Rasa reads its payload: `/intent{"entity":"value"}`."""
    intent, brace, inside = payload.removeprefix("/").partition("{")
    entities = json.loads(brace + inside) if brace else {}
    return message(payload, intent, *({"entity": name, "value": value} for name, value in entities.items()))


def slots(state: State) -> Json:
    """The slots that keep a state."""
    return {event["name"]: event["value"] for event in slots_of(state)}


def tracker(slots: Json, latest: Json, form: str | None = None) -> Tracker:
    """A conversation in the middle of a turn."""
    return Tracker("firm", slots, latest, [], False, None, {"name": form} if form else {}, "action_listen")


@dataclass
class Outcome:
    """What one run of an action led to."""

    said: list[Said]
    events: list[Json]

    @property
    def slots(self) -> Json:
        """The slots set."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def state(self) -> State:
        """The state that the slots keep."""
        set_ = self.slots
        return State.model_validate({"profile": set_["profile"], "phase": set_["phase"], **set_["interview"]})

    @property
    def one(self) -> Said:
        """The only message."""
        [said] = self.said
        return said

    def responses(self) -> list[str]:
        """The responses used."""
        return [said.response for said in self.said]


def run(action: str, slots: Json, latest: Json, form: str | None = None) -> Outcome:
    """Run an action as the action server does."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(actions()[action].run(dispatcher, tracker(slots, latest, form), domain()))
    return Outcome(list(collected(dispatcher)), events)


def act(action: str, state: State | None = None, latest: Json | None = None, form: str | None = None) -> Outcome:
    """Run an action in a state of the interview, after a message, with a form open or not."""
    return run(action, slots(state or State()), latest or pressed("/start"), form)

"""What every action of the advisor shares."""

from __future__ import annotations

import logging
import traceback
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionNotFoundException

from actions.session import entity_of, knowledge, slots_of, state_of, utterance_of
from actions.speaker import Speaker
from advisor.core.interview import State
from advisor.core.utterance import Utterance
from advisor.knowledge.schema import Knowledge

logger = logging.getLogger(__name__)


class Call:
    """One call of an action: what the firm said, what is known, and a voice to answer with."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._tracker = tracker
        self.knowledge: Knowledge = knowledge()
        self.speaker = Speaker(dispatcher, self.knowledge)
        self.state: State = state_of(tracker)

    @cached_property
    def utterance(self) -> Utterance:
        """The firm's last message."""
        return utterance_of(self._tracker)

    @property
    def is_staffed(self) -> bool:
        """Whether a firm that asks for a person may be told that one will come."""
        metadata = (self._tracker.latest_message or {}).get("metadata") or {}
        return bool(metadata.get("staffed"))

    def entity(self, name: str) -> str | None:
        """What the last message names for an entity."""
        return entity_of(self._tracker, name)


@dataclass(frozen=True)
class Reply:
    """What an action leaves behind, beside its words."""

    state: State
    events: Sequence[EventType] = ()
    waits: bool = False
    """Whether the firm is to speak next, although a question is open."""


def _without_words(action: str, error: Exception) -> ActionNotFoundException:
    """An error that Rasa takes for a failure, and that says nothing of what a firm said.

    For any other error the action server answers with the whole request, which Rasa logs. This one it answers with its
    name alone; the log gets the places in the code.
    """
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s failed with %s at\n%s", action, type(error).__name__, places)
    return ActionNotFoundException(action, f"{action} failed with {type(error).__name__}")


def _leaving_open(form: Mapping[str, Any]) -> Iterator[EventType]:
    """Wait for the firm, with the form as fresh as after a question.

    A form that rejected a message and did not run since stays rejected: rules would read the next message before it.
    """
    if form.get("name"):
        yield ActiveLoop(form["name"])
        yield FollowupAction("action_listen")


class AdvisorAction(Action, ABC):
    """An action that answers from the state and says which state comes after.

    Its name in domain.yml is the class attribute `called`. The state's slots are set on every run, so that rules can
    go on from the phase and the message counts as handled.
    """

    called: str

    def name(self) -> str:
        """The name in domain.yml."""
        return self.called

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Called by the action server."""
        try:
            return self._answer(Call(dispatcher, tracker), tracker.active_loop)
        except Exception as error:
            raise _without_words(self.called, error) from None

    def _answer(self, call: Call, form: Mapping[str, Any]) -> list[EventType]:
        reply = self.respond(call)
        handled = reply.state.model_copy(update={"handled": call.utterance.id})
        waiting = _leaving_open(form) if reply.waits else ()
        return [*slots_of(handled), *reply.events, *waiting]

    @abstractmethod
    def respond(self, call: Call) -> Reply:
        """Say what there is to say and give the state after it."""

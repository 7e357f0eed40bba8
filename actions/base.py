"""What every action of the advisor shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.session import entity_of, knowledge, slots_of, state_of, utterance_of
from actions.speaker import Speaker
from advisor.core.interview import State
from advisor.core.reading import Utterance
from advisor.knowledge.schema import Knowledge


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

    def entity(self, name: str) -> str | None:
        """What the last message names for an entity."""
        return entity_of(self._tracker, name)


@dataclass(frozen=True)
class Reply:
    """What an action leaves behind, beside its words."""

    state: State
    events: Sequence[EventType] = ()


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
        call = Call(dispatcher, tracker)
        reply = self.respond(call)
        handled = reply.state.model_copy(update={"handled": call.utterance.id})
        return [*slots_of(handled), *reply.events]

    @abstractmethod
    def respond(self, call: Call) -> Reply:
        """Say what there is to say and give the state after it."""

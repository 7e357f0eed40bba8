"""Rasa's tracker, which does not begin at the first event again each time that it is asked.

Each policy asks for the states that led here, and Rasa answers by playing back the conversation into another tracker
and describing that at every action. Before each action it plays it back once more, for a copy. Here the conversation
is walked once for all who ask, and a copy takes over what is known (ADR 0019).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTIVE_LOOP,
    LOOP_NAME,
    PREVIOUS_ACTION,
    SHOULD_NOT_BE_SET,
    SLOTS,
    USER,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

Part = dict[str, Any]
State = dict[str, Part]
Age = tuple[int, int]

BEGINNINGS = frozenset({Restarted, SessionStarted})
UNSEEN = frozenset({BotUttered, ActionExecutionRejected, ConversationPaused, ConversationResumed, LoopInterrupted})
"""No state tells of them."""
SEEN = frozenset(
    {
        ActionExecuted,
        ActiveLoop,
        AllSlotsReset,
        DefinePrevUserUtteredFeaturization,
        FollowupAction,
        SlotSet,
        UserUttered,
    }
)
KNOWN = BEGINNINGS | UNSEEN | SEEN
"""With events of another kind, such as those that undo others, Rasa's own way is taken."""
TAKEN_BACK = frozenset({ActionExecuted, UserUttered, DefinePrevUserUtteredFeaturization})
"""Of one turn of a form, by its next."""


class QuickTracker(DialogueStateTracker):
    """A drop-in for Rasa's tracker."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        """See Rasa's tracker."""
        super().__init__(*arguments, **options)
        self._followup_told: str | None = self.followup_action
        self._updates = 0
        self._applied: tuple[Age, list[Event]] | None = None
        self._steps: tuple[Age, Domain, list[Step]] | None = None

    def __eq__(self, other: object) -> bool:
        """Equal to any tracker of the same conversation, of Rasa's class too."""
        if not isinstance(other, DialogueStateTracker):
            return False
        return bool(self.events == other.events and self.sender_id == other.sender_id)

    __hash__ = DialogueStateTracker.__hash__

    def update(self, event: Event, domain: Domain | None = None) -> None:
        """See Rasa's tracker."""
        self._updates += 1
        super().update(event, domain)
        self._followup_told = self.followup_action

    def copy(self) -> DialogueStateTracker:
        """What playing back all events would come to. An action that was taken from the tracker is to follow again."""
        made = object.__new__(type(self))
        made.__dict__.update(
            self.__dict__,
            events=deque(self.events, self._max_event_history),
            slots={name: _copied(slot) for name, slot in self.slots.items()},
            followup_action=self._followup_told,
            active_loop=None if self.active_loop is None else replace(self.active_loop),
            sender_source=None,
            model_id=None,
            assistant_id=None,
        )
        made.__dict__.pop("advisor_mark", None)
        return made

    @property
    def began_anew(self) -> bool:
        """Whether the conversation was restarted."""
        return any(type(event) is Restarted for event in self.events)

    def led_on(self, events: Iterable[Event]) -> DialogueStateTracker:
        """A copy to which more happened."""
        made = self.copy()
        for event in events:
            made.update(event)
        return made

    def applied_events(self) -> list[Event]:
        """See Rasa's tracker."""
        if self._applied is None or self._applied[0] != self._age:
            self._applied = (self._age, _applied(self.events) if self._is_known() else super().applied_events())
        return list(self._applied[1])

    def past_states(
        self,
        domain: Domain,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: Part | None = None,
    ) -> list[State]:
        """See Rasa's tracker."""
        if omit_unset_slots or not self._is_known():
            states: list[State] = super().past_states(domain, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
            return states
        steps = self._walked(domain)
        if ignore_rule_only_turns:
            return list(_without_rules(domain, steps, rule_only_data))
        return [step.state() for step in steps]

    def _walked(self, domain: Domain) -> list[Step]:
        if self._steps is None or self._steps[0] != self._age or self._steps[1] is not domain:
            walk = Walk(self.slots.values(), domain)
            self._steps = (self._age, domain, list(walk.through(self.applied_events())))
        return self._steps[2]

    @property
    def _age(self) -> Age:
        """Tells whether anything happened since."""
        return self._updates, len(self.events)

    def _is_known(self) -> bool:
        return all(type(event) in KNOWN for event in self.events)


def _copied(slot: Slot) -> Slot:
    made = object.__new__(type(slot))
    made.__dict__.update(slot.__dict__)
    return made


def _applied(events: Sequence[Event]) -> list[Event]:
    """Where each turn of a form, but the first, takes the place of the one before."""
    loops = {event.name for event in events if type(event) is ActiveLoop and event.name}
    applied: list[Event] = []
    for event in events:
        if type(event) in BEGINNINGS:
            applied = []
        elif type(event) is ActionExecuted and event.action_name in loops and _goes_on(event.action_name, applied):
            _take_back(event.action_name, applied)
        else:
            applied.append(event)
    return applied


def _goes_on(loop: str, applied: Sequence[Event]) -> bool:
    """Whether a form ran before, and nothing else was done since the firm spoke."""
    following: str | None = None
    for event in reversed(applied):
        kind = type(event)
        if kind is ActionExecuted:
            if event.action_name == loop:
                return True
            following = event.action_name
        elif (
            (kind is ActiveLoop and event.name is None)
            or (kind is ActionExecutionRejected and event.action_name == loop)
            or (kind is UserUttered and following is not None and following != loop)
        ):
            return False
    return False


def _take_back(loop: str, applied: list[Event]) -> None:
    for index in range(len(applied) - 1, -1, -1):
        event = applied[index]
        if type(event) is ActionExecuted and event.action_name == loop:
            return
        if type(event) in TAKEN_BACK:
            del applied[index]


@dataclass(frozen=True)
class Step:
    """Where a conversation stood before an action, or stands now."""

    parts: State
    hides: bool
    """Whether the action that came was one of rules alone."""
    keeps_hiding: bool
    """Whether that says nothing of the turn."""

    def state(self) -> State:
        """One for whoever asks: policies change it."""
        return {name: dict(part) for name, part in self.parts.items() if part}


class Walk:
    """Goes through the events of a conversation and keeps what states tell."""

    def __init__(self, slots: Iterable[Slot], domain: Domain) -> None:
        self._domain = domain
        self._slots = {slot.name: copy(slot) for slot in slots if slot.influence_conversation}
        self._followup: str | None = ACTION_LISTEN_NAME
        self._action: Part = {}
        self._loop: str | None = None
        self.latest_message = UserUttered.empty()
        self._user: Part | None = None
        self._set: Part = {}
        self._reset()

    def through(self, events: Sequence[Event]) -> Iterator[Step]:
        """Where it stood before each action, and where it stands in the end."""
        for event in events:
            kind = type(event)
            if kind is ActionExecuted:
                yield self._step(event.hide_rule_turn)
            if kind in SEEN:
                self._take(kind, event)
        yield self._step(hides=False)

    def _step(self, hides: bool) -> Step:
        if self._user is None:
            self._user = self._domain._get_user_sub_state(self)
        loop = {} if self._loop is None else {LOOP_NAME: self._loop}
        parts = {USER: self._user, SLOTS: dict(self._set), PREVIOUS_ACTION: self._action, ACTIVE_LOOP: loop}
        return Step(parts, hides, bool(self._followup) or self._action_name == self._loop_name)

    @property
    def _action_name(self) -> str | None:
        return self._action.get("action_name") or self._action.get("action_text")

    @property
    def _loop_name(self) -> str | None:
        return None if self._loop == SHOULD_NOT_BE_SET else self._loop

    def _take(self, kind: type[Event], event: Event) -> None:
        if kind is SlotSet:
            self._set_slot(event.key, event.value)
        elif kind is ActionExecuted:
            self._action, self._followup = event.as_sub_state(), None
        elif kind is UserUttered:
            self.latest_message, self._user, self._followup = event, None, None
        elif kind is ActiveLoop:
            self._loop = event.name
        elif kind is FollowupAction:
            self._followup = event.action_name
        elif kind is AllSlotsReset:
            self._reset()
        elif self._action_name == ACTION_LISTEN_NAME:
            self.latest_message.use_text_for_featurization = event.use_text_for_featurization
            self._user = None

    def _set_slot(self, name: str, value: object) -> None:
        slot = self._slots.get(name)
        if slot is not None:
            slot.value = value
            self._describe(slot)

    def _reset(self) -> None:
        for slot in self._slots.values():
            slot.reset()
            self._describe(slot)

    def _describe(self, slot: Slot) -> None:
        feature = slot.as_feature()
        self._set.pop(slot.name, None)
        if feature and slot.value == SHOULD_NOT_BE_SET:
            self._set[slot.name] = SHOULD_NOT_BE_SET
        elif any(feature):
            self._set[slot.name] = tuple(feature)


def _without_rules(domain: Domain, steps: Sequence[Step], rule_only: Part | None) -> Iterator[State]:
    """The states without turns, slots and forms of rules alone, as stories know them."""
    last: State | None = None
    action: Part = {}
    hidden = False
    for step in steps:
        if not hidden:
            action = step.parts[PREVIOUS_ACTION]
        if not step.keeps_hiding:
            hidden = step.hides
        if hidden:
            continue
        state = step.state()
        domain._remove_rule_only_features(state, rule_only)
        if last is not None:
            domain._substitute_rule_only_user_input(state, last)
        if action:
            state[PREVIOUS_ACTION] = dict(action)
        last = domain._clean_state(state)
        yield last

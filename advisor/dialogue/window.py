"""What a conversation's older events still do, so that a turn costs the same however long the conversation is.

Rasa walks all events of a tracker several times a turn: to copy it, to see what applies, to make the states that
policies look at, and to tell the action server. A tracker of the last turns, led by those older events that still have
an effect, is in the same state, and policies that look back a few turns see the same.

Kinds of events are told apart by `type`: `isinstance` on Rasa's abstract class takes several times as long.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from operator import itemgetter

from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    DefinePrevUserUtteredFeaturization,
    EntitiesAdded,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from advisor.dialogue.tracker import BEGINNINGS, QuickTracker

TURNS_KEPT = 2
"""Of the last turns every event is kept."""
TURNS_AT_MOST = 4
"""Shortening takes longer than a turn of the window, so it waits until some have come together."""
ACTIONS_KEPT = 6
"""Before them, so many actions are kept with all that policies see of them. Rules and stories look back four."""

Place = tuple[int, Event]


def shortened(events: Sequence[Event]) -> list[Event]:
    """The events that matter, in their order. All of them, if one undoes others or is of a kind that is not known."""
    begins = _turns(events)
    if len(begins) <= TURNS_AT_MOST or not _are_known(events):
        return list(events)
    cut = begins[-TURNS_KEPT]
    applied = _applied(events[:cut])
    seen_from = _seen_from(applied)
    return [*_lasting(applied[:seen_from]), *_thinned(applied[seen_from:]), *events[cut:]]


def without_replaced(events: Sequence[Event], unseen: Collection[str]) -> list[Event]:
    """Events of which, before the last turn, those are left out that no one can look at any more.

    They are values of slots that tell policies nothing, and words of the advisor, that were replaced later. The last
    turn stays: it may be undone, if it broke off half way and its message is delivered again.

    Args:
        unseen: names of the slots that tell policies nothing.
    """
    begins = _turns(events)
    if not begins or not _are_known(events):
        return list(events)
    kept: list[Event] = []
    replaced: set[str] = set()
    for event in reversed(events[: begins[-1]]):
        name = _replaceable(event)
        if name in replaced:
            continue
        if name is not None and (type(event) is BotUttered or event.key in unseen):
            replaced.add(name)
        kept.append(event)
    return [*reversed(kept), *events[begins[-1] :]]


def since_session_start(events: Sequence[Event]) -> list[Event]:
    """The events of the latest session, by their time, as Rasa's own SQL store chooses them."""
    starts = [event.timestamp for event in events if type(event) is SessionStarted]
    latest = max(starts, default=-math.inf)
    return [event for event in events if event.timestamp >= latest]


def _are_known(events: Sequence[Event]) -> bool:
    return all(type(event) in EFFECTS for event in events)


def _turns(events: Sequence[Event]) -> list[int]:
    """Where turns begin: a firm speaks, and something was done since it spoke last."""
    begins, acted = [], True
    for index, event in enumerate(events):
        kind = type(event)
        if kind is UserUttered:
            if acted:
                begins.append(index)
            acted = False
        acted = acted or kind is ActionExecuted
    return begins


def _applied(events: Sequence[Event]) -> list[Event]:
    """What Rasa makes of events before policies look at them: the turns of a form are one."""
    tracker = QuickTracker("", None)
    tracker.events.extend(events)
    applied = tracker.applied_events()
    starts = [event for event in events if type(event) in BEGINNINGS]
    return [*starts[-1:], *applied]


def _seen_from(applied: Sequence[Event]) -> int:
    """Where the turn begins in which the first of the last actions was taken."""
    actions = [index for index, event in enumerate(applied) if _is_seen(event)]
    first = actions[-ACTIONS_KEPT] if len(actions) >= ACTIONS_KEPT else 0
    return next((index for index in range(first, 0, -1) if type(applied[index]) is UserUttered), 0)


def _is_seen(event: Event) -> bool:
    """Whether policies that leave out turns of rules alone see an action. They look as far back as need be."""
    return type(event) is ActionExecuted and not event.hide_rule_turn


def _lasting(events: Sequence[Event]) -> list[Event]:
    lasting = Lasting()
    for place in enumerate(events):
        lasting.take(place)
    return lasting.events


def _thinned(events: Sequence[Event]) -> list[Event]:
    """Without values of slots, and words of the advisor, that were replaced before anything else happened."""
    kept: list[Event] = []
    replaced: set[str] = set()
    for event in reversed(events):
        name = _replaceable(event)
        if name is None:
            replaced.clear()
        elif name in replaced:
            continue
        else:
            replaced.add(name)
        kept.append(event)
    return kept[::-1]


def _replaceable(event: Event) -> str | None:
    kind = type(event)
    if kind is SlotSet:
        return f"slot {event.key}"
    return "bot" if kind is BotUttered else None


class Lasting:
    """The events that are still felt, each under the name of what it does."""

    def __init__(self) -> None:
        self._felt: dict[str, Place] = {}
        self._user: Place | None = None

    def take(self, place: Place) -> None:
        """Take the next event."""
        EFFECTS[type(place[1])](self, place)

    @property
    def events(self) -> list[Event]:
        """The events that are felt, in their order, each once."""
        return [event for _, event in sorted(dict(self._felt.values()).items(), key=itemgetter(0))]

    @property
    def _loop(self) -> str | None:
        place = self._felt.get("loop")
        return None if place is None else place[1].name

    def start_over(self, place: Place) -> None:
        """A session or the whole conversation begins anew."""
        self._felt = {"start": place}
        self._user = None

    def user(self, place: Place) -> None:
        """What the firm says last is the next turn's; this one may have opened a form."""
        self._user = place
        self._drop("followup")

    def bot(self, place: Place) -> None:
        """What was said last."""
        self._felt["bot"] = place

    def slot(self, place: Place) -> None:
        """The value that a slot has."""
        self._felt[f"slot {place[1].key}"] = place

    def no_slots(self, _: Place) -> None:
        """All slots are as in the beginning."""
        self._drop(*(name for name in self._felt if name.startswith("slot ")))

    def action(self, place: Place) -> None:
        """What was done last."""
        self._felt["action"] = place
        self._drop("followup", "interrupted")
        if place[1].action_name == self._loop:
            self._run_loop(place)

    def followup(self, place: Place) -> None:
        """What is to be done next."""
        self._felt["followup"] = place

    def loop(self, place: Place) -> None:
        """A form is opened, with what the firm had said and the form's first turn, or closed."""
        action = self._felt.get("action")
        self._drop("loop", "trigger", "run", "interrupted", "rejected")
        if place[1].name is None:
            return
        self._felt["loop"] = place
        if self._user is not None:
            self._felt["trigger"] = self._user
        if action is not None and action[1].action_name == place[1].name:
            self._run_loop(action)

    def interrupted(self, place: Place) -> None:
        """The form was left for something else."""
        if self._loop is not None:
            self._felt["interrupted"] = place

    def rejected(self, place: Place) -> None:
        """The form did not take what the firm said."""
        if self._loop is not None and place[1].action_name == self._loop:
            self._felt["rejected"] = place

    def paused(self, place: Place) -> None:
        """The advisor is silent."""
        self._felt["paused"] = place

    def resumed(self, _: Place) -> None:
        """It speaks again."""
        self._drop("paused")

    def nothing(self, _: Place) -> None:
        """Speaks of the message before it, which is not kept."""

    def _run_loop(self, place: Place) -> None:
        self._felt.setdefault("run", place)
        self._drop("rejected")

    def _drop(self, *names: str) -> None:
        for name in names:
            self._felt.pop(name, None)


EFFECTS: dict[type[Event], Callable[[Lasting, Place], None]] = {
    ActionExecuted: Lasting.action,
    ActionExecutionRejected: Lasting.rejected,
    ActiveLoop: Lasting.loop,
    AllSlotsReset: Lasting.no_slots,
    BotUttered: Lasting.bot,
    ConversationPaused: Lasting.paused,
    ConversationResumed: Lasting.resumed,
    DefinePrevUserUtteredFeaturization: Lasting.nothing,
    EntitiesAdded: Lasting.nothing,
    FollowupAction: Lasting.followup,
    LoopInterrupted: Lasting.interrupted,
    Restarted: Lasting.start_over,
    SessionStarted: Lasting.start_over,
    SlotSet: Lasting.slot,
    UserUttered: Lasting.user,
}
"""What each kind of event does. The kinds that undo others are not here: such a conversation is kept whole."""

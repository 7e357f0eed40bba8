"""Conversations for tests of tracker stores: turns as Rasa makes them, event by event."""

from __future__ import annotations

import copy
import itertools
from typing import Any

from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [greet, tell, ask]
entities: [country]
slots:
  profile: {type: any, mappings: [{type: custom}]}
  country: {type: text, influence_conversation: true, mappings: [{type: custom}]}
  requested_slot: {type: text, mappings: [{type: custom}]}
forms:
  interview_form: {required_slots: [country]}
actions: [action_greet, action_answer, action_help]
""")

Turn = list[Event]
SLOTS = ("profile", "country", "requested_slot")


def said(text: str, intent: str = "tell") -> UserUttered:
    """What a firm says, with what was understood."""
    parsed: dict[str, Any] = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": []}
    return UserUttered(text, parsed["intent"], [], parsed, message_id=f"m-{text}", metadata={"channel": "web"})


def turn(text: str, *between: Event, action: str = "action_answer", hidden: bool = False) -> Turn:
    """One turn to the point where the advisor listens again. Hidden: decided by a rule, unknown to stories."""
    answer = BotUttered(f"about {text}", {"custom": {"type": "answer"}})
    listen = ActionExecuted("action_listen", hide_rule_turn=hidden)
    return [said(text), ActionExecuted(action, hide_rule_turn=hidden), *between, answer, listen]


def beginning() -> Turn:
    """How Rasa begins."""
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def opened(text: str = "open") -> Turn:
    """A turn that opens the form."""
    return turn(text, ActiveLoop("interview_form"), SlotSet("requested_slot", "country"), action="interview_form")


def closed(text: str = "close") -> Turn:
    """A turn that closes it."""
    return turn(text, ActiveLoop(None), SlotSet("requested_slot", None), action="interview_form")


def answered(text: str, value: str, *, hidden: bool = False) -> Turn:
    """A turn of the form."""
    return turn(text, SlotSet("country", value), action="interview_form", hidden=hidden)


def digression(text: str) -> Turn:
    """The form does not take what is said; another action answers, and the form asks again."""
    rejected = [said(text, "ask"), ActionExecutionRejected("interview_form"), ActionExecuted("action_answer")]
    again = [BotUttered("answer"), ActionExecuted("interview_form"), ActionExecuted("action_listen")]
    return [*rejected, *again]


def left_alone(text: str) -> Turn:
    """The form does not take it, and the advisor listens without asking again."""
    return [
        said(text, "ask"),
        ActionExecutionRejected("interview_form"),
        ActionExecuted("action_answer"),
        LoopInterrupted(True),
        ActionExecuted("action_listen"),
    ]


def recorded(text: str) -> Turn:
    """Something said to a person, which Rasa only writes down."""
    return [said(text, "ask"), BotUttered("from a person", {"custom": {"type": "person"}})]


def turns() -> st.SearchStrategy[list[Turn]]:
    """Conversations of any length, in any order of turns."""
    words = st.text("abcdefgh ", min_size=1, max_size=6)
    kinds = st.one_of(
        st.builds(turn, words, hidden=st.booleans()),
        st.builds(turn, words, st.builds(SlotSet, st.sampled_from(SLOTS), st.none() | words)),
        st.builds(turn, words, st.builds(AllSlotsReset)),
        st.builds(turn, words, st.builds(FollowupAction, st.just("action_help"))),
        st.builds(turn, words, st.sampled_from((ConversationPaused(), ConversationResumed()))),
        st.builds(opened),
        st.builds(closed),
        st.builds(answered, words, words, hidden=st.booleans()),
        st.builds(digression, words),
        st.builds(left_alone, words),
        st.builds(recorded, words),
        st.builds(lambda text: [*turn(text, Restarted(), action="action_restart"), *beginning()], words),
    )
    stretches = st.builds(lambda part, times: [part] * times, kinds, st.integers(1, 8))
    every = st.lists(stretches, min_size=1, max_size=12).map(lambda parts: [turn for part in parts for turn in part])
    return every.map(_each_said_once)


def _each_said_once(parts: list[Turn]) -> list[Turn]:
    """The same words said again are another message."""
    numbers = itertools.count()
    return [[_numbered(event, next(numbers)) for event in part] for part in parts]


def _numbered(event: Event, number: int) -> Event:
    event = copy.copy(event)
    if isinstance(event, UserUttered):
        event.message_id = f"m{number}"
    return event


def reverted(text: str) -> Turn:
    """A turn that is undone, as Rasa's default fallback does."""
    return [said(text), ActionExecuted("action_answer"), UserUtteranceReverted(), ActionExecuted("action_listen")]

"""Between Rasa's tracker and the advisor's own values: slots -> State, message -> Utterance, State -> slots."""

from __future__ import annotations

from functools import cache

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from advisor.core.interview import Phase, State
from advisor.core.parsed import utterance_from
from advisor.core.profile import FirmProfile
from advisor.core.utterance import Utterance
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.settings import knowledge_dir

PROFILE, PHASE, INTERVIEW = "profile", "phase", "interview"


@cache
def knowledge() -> Knowledge:
    """The knowledge, read when first needed and kept for the life of the action server."""
    return load_knowledge(knowledge_dir())


def state_of(tracker: Tracker) -> State:
    """The state of the interview as the slots keep it."""
    return State(
        profile=FirmProfile.model_validate(tracker.get_slot(PROFILE) or {}),
        phase=Phase(tracker.get_slot(PHASE) or Phase.INTERVIEW),
        **(tracker.get_slot(INTERVIEW) or {}),
    )


def slots_of(state: State) -> list[EventType]:
    """The events that keep a state."""
    kept = state.model_dump(mode="json")
    profile, phase = kept.pop(PROFILE), kept.pop(PHASE)
    return [SlotSet(PROFILE, profile), SlotSet(PHASE, phase), SlotSet(INTERVIEW, kept)]


def utterance_of(tracker: Tracker) -> Utterance:
    """The firm's last message."""
    return utterance_from(tracker.latest_message)


def entity_of(tracker: Tracker, name: str) -> str | None:
    """The value that the last message gives for an entity; the last one counts."""
    values = [entity["value"] for entity in tracker.latest_message.get("entities") or [] if entity["entity"] == name]
    return str(values[-1]) if values else None

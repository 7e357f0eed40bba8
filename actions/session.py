"""Between Rasa's tracker and the advisor's own values: slots -> State, message -> Utterance, State -> slots."""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from advisor.core.interview import Phase, State
from advisor.core.profile import FirmProfile
from advisor.core.utterance import Amount, Candidate, Mention, Place, Utterance
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.settings import knowledge_dir

PROFILE, PHASE, INTERVIEW = "profile", "phase", "interview"
LONGEST = 1_000_000
"""A button names its option for certain: longer than any words."""


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
    message = tracker.latest_message
    text = message.get("text") or ""
    intent = message.get("intent") or {}
    found = _by_kind(message.get("entities") or [])
    return Utterance(
        id=message.get("message_id") or "",
        text=text,
        intent=intent.get("name") or "",
        confidence=intent.get("confidence") or 0.0,
        pressed=text.startswith("/"),
        corrects="correction" in found,
        mentions=tuple(map(_mention, found.get("option", ()))),
        places=tuple(Place(country=one["value"], home=one.get("role") == "home") for one in found.get("place", ())),
        amounts=tuple(Amount(value=one["value"], percent=bool(one.get("percent"))) for one in found.get("number", ())),
        ranking=tuple((one["name"], one["confidence"]) for one in message.get("intent_ranking") or ()),
        candidates=tuple(
            Candidate(answer=one["value"], confidence=_confidence(one)) for one in found.get("answer", ())
        ),
    )


def entity_of(tracker: Tracker, name: str) -> str | None:
    """The value that the last message gives for an entity; the last one counts."""
    values = [entity["value"] for entity in tracker.latest_message.get("entities") or [] if entity["entity"] == name]
    return str(values[-1]) if values else None


Entity = dict[str, Any]


def _by_kind(entities: list[Entity]) -> dict[str, list[Entity]]:
    kinds: dict[str, list[Entity]] = {}
    for entity in entities:
        kinds.setdefault(entity["entity"], []).append(entity)
    return kinds


def _confidence(entity: Entity) -> float:
    """A button names a thing for certain."""
    return float(entity.get("confidence_entity", 1.0))


def _mention(entity: Entity) -> Mention:
    question, _, option = str(entity["value"]).partition(".")
    return Mention(
        question=question,
        option=option,
        strength=entity.get("role") or "telling",
        length=entity.get("length") or LONGEST,
        confidence=_confidence(entity),
    )

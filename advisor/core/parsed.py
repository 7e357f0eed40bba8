"""A message as Rasa's pipeline leaves it -> Utterance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.core.utterance import Amount, Candidate, Mention, Place, Utterance

LONGEST = 1_000_000
"""A button names its option for certain: longer than any words."""

Entity = Mapping[str, Any]


def utterance_from(message: Mapping[str, Any]) -> Utterance:
    """What the language understanding found in a message; what is missing was not found."""
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
        places=tuple(map(_place, found.get("place", ()))),
        amounts=tuple(Amount(value=one["value"], percent=bool(one.get("percent"))) for one in found.get("number", ())),
        ranking=tuple((one["name"], one["confidence"]) for one in message.get("intent_ranking") or ()),
        candidates=tuple(
            Candidate(answer=one["value"], confidence=_confidence(one)) for one in found.get("answer", ())
        ),
        sounds=next((one["value"] for one in found.get("impression", ())), None),
    )


def _by_kind(entities: list[Entity]) -> dict[str, list[Entity]]:
    kinds: dict[str, list[Entity]] = {}
    for entity in entities:
        kinds.setdefault(entity["entity"], []).append(entity)
    return kinds


def _confidence(entity: Entity) -> float:
    """A button names a thing for certain."""
    return float(entity.get("confidence_entity", 1.0))


def _place(entity: Entity) -> Place:
    role = entity.get("role")
    elsewhere = role in {"market", "source"} or (entity.get("people", False) and role != "home")
    minor = bool(entity.get("minor"))
    return Place(country=entity["value"], home=role == "home", elsewhere=elsewhere, minor=minor)


def _mention(entity: Entity) -> Mention:
    question, _, option = str(entity["value"]).partition(".")
    return Mention(
        question=question,
        option=option,
        strength=entity.get("role") or "telling",
        length=entity.get("length") or LONGEST,
        confidence=_confidence(entity),
    )

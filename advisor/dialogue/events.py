"""Rasa's events from what they are written as, without a search for each one's class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from rasa.shared.core import events
from rasa.shared.core.events import Event


def event_from(data: Mapping[str, Any]) -> Event | None:
    """One event. None for a kind that Rasa has given up."""
    kind = _kinds().get(data.get("event", ""))
    return Event.from_parameters(data) if kind is None else kind._from_parameters(data)


class Quickly:
    """Stands for Rasa's module of events where answers of the action server are read."""

    def __getattr__(self, name: str) -> object:
        return getattr(events, name)

    @staticmethod
    def deserialise_events(serialized: Iterable[Mapping[str, Any]]) -> list[Event]:
        """See Rasa's own."""
        found = (event_from(data) for data in serialized if "event" in data)
        return [event for event in found if event is not None]


@cache
def _kinds() -> dict[str, type[Event]]:
    """Rasa looks a class up by walking all of them, once for each event."""
    return {kind.type_name: kind for kind in _descendants(Event)}


def _descendants(kind: type[Event]) -> Iterable[type[Event]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)

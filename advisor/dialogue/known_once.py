"""Works out once what Rasa works out at every turn, although it cannot change while a model is loaded."""

from __future__ import annotations

from typing import Any

import rasa.core.actions.action
from rasa.core.actions.action import Action, default_actions
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

EMPTINESS = "advisor_is_empty"
ACTIONS = "advisor_default_actions"


def know_once() -> None:
    """Let Rasa know them from now on. Calling it again changes nothing."""
    Domain.is_empty = _is_empty
    rasa.core.actions.action.default_actions = _default_actions


def _is_empty(domain: Domain) -> bool:
    """Rasa writes the whole domain down, and an empty one, and compares."""
    known: dict[str, Any] = domain.__dict__
    if EMPTINESS not in known:
        known[EMPTINESS] = domain.as_dict() == Domain.empty().as_dict()
    return bool(known[EMPTINESS])


def _default_actions(endpoint: EndpointConfig | None = None) -> list[Action]:
    """Rasa makes all of them to look one up by its name. They keep nothing of a turn."""
    if endpoint is None:
        made: list[Action] = default_actions()
        return made
    known: dict[str, Any] = endpoint.__dict__
    if ACTIONS not in known:
        known[ACTIONS] = default_actions(endpoint)
    return list(known[ACTIONS])

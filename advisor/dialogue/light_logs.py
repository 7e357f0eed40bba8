"""Spares what Rasa prepares for its log whether it logs or not: deep copies, and lists of slots and states in words.

In the modules named here nothing else is copied deeply (a test reads them), and the log writes down at once what it is
given. That was one part in thirty of a turn, the lists one in fifty.
"""

from __future__ import annotations

import copy
import functools
import importlib
import logging

from rasa.core.policies.policy import Policy
from rasa.core.processor import MessageProcessor

LOGGING = (
    "rasa.core.actions.forms",
    "rasa.core.policies.memoization",
    "rasa.core.policies.rule_policy",
    "rasa.core.processor",
)


class Uncopied:
    """Stands for the module `copy`."""

    def __getattr__(self, name: str) -> object:
        return getattr(copy, name)

    @staticmethod
    def deepcopy(what: object) -> object:
        """The same."""
        return what


def lighten_logs() -> None:
    """Let Rasa log what is there. Calling it again changes nothing."""
    for name in LOGGING:
        vars(importlib.import_module(name))["copy"] = Uncopied()
    _only_when_told(MessageProcessor, "_log_slots")
    _only_when_told(Policy, "format_tracker_states")


def _only_when_told(owner: type, name: str) -> None:
    """Of a function whose work only the log of details shows."""
    whole = getattr(owner, name)
    if hasattr(whole, "__wrapped__"):
        return

    @functools.wraps(whole)
    def sparing(what: object) -> object:
        return whole(what) if logging.getLogger("rasa").isEnabledFor(logging.DEBUG) else None

    setattr(owner, name, staticmethod(sparing))

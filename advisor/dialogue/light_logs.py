"""Spares the deep copies that Rasa makes for its log, of states, events and messages, whether it logs or not.

In the modules named here nothing else is copied deeply (a test reads them), and the log writes down at once what it is
given. That was one part in thirty of a turn.
"""

from __future__ import annotations

import copy
import importlib

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

"""Leaves out, inside the Rasa server, large packages that Rasa imports and this advisor never uses.

TensorFlow alone is 270 MB and two seconds of a start; none of our components computes with it (config.yml). What
stands in its place can be imported, subclassed and named, which is all that Rasa's modules do as they load; whoever
would really use it gets an error that says so.
"""

from __future__ import annotations

import importlib.abc
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

UNNEEDED = {
    "tensorflow": "classifiers and policies that we do not use",
    "keras": "the same",
    "matplotlib": "plots of `rasa test`",
    "aiogram": "Rasa's own Telegram channel",
    "slack_sdk": "Rasa's Slack channel",
    "twilio": "Rasa's Twilio channel",
    "webexteamssdk": "Rasa's Webex channel",
}
"""Package -> what Rasa has it for."""


class UnneededUsedError(RuntimeError):
    """Something was used that had been left out."""


class StandIn(type):
    """The class of all that is named in a package that was left out."""

    def __getattr__(cls, name: str) -> StandIn:
        return stand_in(f"{cls.__name__}.{name}", name)

    def __call__(cls, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - stands for anything
        """Decorate what is given to decorate. Nothing else can be done with it."""
        if not cls.__dict__.get("stands_in"):
            return super().__call__(*arguments, **options)
        if len(arguments) == 1 and callable(arguments[0]) and not options:
            return arguments[0]
        package = cls.__name__.partition(".")[0]
        raise UnneededUsedError(
            f"{cls.__name__} was called, but {package} is left out of the Rasa server; "
            "take it out of UNNEEDED in advisor/dialogue/unneeded.py if a component needs it"
        )


def stand_in(full_name: str, name: str) -> StandIn:
    """Something of that name.

    Raises:
        AttributeError: Python asks for what it can do without.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    return StandIn(full_name, (), {"stands_in": True})


class StandInModule(ModuleType):
    """A module in which every name can be found."""

    def __getattr__(self, name: str) -> StandIn:
        found = stand_in(f"{self.__name__}.{name}", name)
        setattr(self, name, found)
        return found


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds stand-ins for packages and all that is in them."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = frozenset(packages)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The specification of a stand-in, or None for what is to be found elsewhere."""
        if fullname.partition(".")[0] not in self._packages:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty one."""
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def leave_out(packages: Sequence[str] = tuple(UNNEEDED)) -> None:
    """Put stand-ins in the place of packages, for the rest of this process. Call it before Rasa is imported."""
    sys.meta_path.insert(0, Finder(packages))

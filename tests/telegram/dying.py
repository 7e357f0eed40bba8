"""A gateway that dies at a point of its code: `python -m tests.telegram.dying FILE gateway`.

It is the real one, in a process of its own. As soon as the file names a point, such as `TelegramStore.finish:before`,
the next call of that method ends the process as `kill -9` would. Nothing of this stands in the advisor's code.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from advisor.__main__ import main
from advisor.gateway.rasa_client import HttpRasa
from advisor.gateway.relay import Relay
from advisor.gateway.telegram.api import HttpBotApi
from advisor.ops import processes
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.telegram import TelegramStore

BEFORE, AFTER = "before", "after"
METHODS: tuple[tuple[type, str], ...] = (
    (TelegramStore, "take"),
    (Relay, "accept"),
    (HttpRasa, "deliver"),
    (ConversationStore, "advance"),
    (TelegramStore, "finish"),
    (TelegramStore, "mark_sending"),
    (HttpBotApi, "send"),
    (TelegramStore, "mark_sent"),
)
"""What an update goes through, in this order."""
POINTS = tuple(f"{owner.__name__}.{name}:{when}" for owner, name in METHODS for when in (BEFORE, AFTER))
FILE = "die-at"

Method = Callable[..., Awaitable[Any]]


def services(settings: Settings) -> list[processes.Service]:
    """The system's processes, the gateway being one that can be told to die."""
    return [_mortal(service, settings) for service in processes.services(settings)]


def die_at(settings: Settings, point: str | None) -> None:
    """Say where it is to die next; None for nowhere."""
    (settings.var_dir / FILE).write_text(point or "", "utf-8")


def _mortal(service: processes.Service, settings: Settings) -> processes.Service:
    if service.name != "gateway":
        return service
    module = ("-m", "tests.telegram.dying", str(settings.var_dir / FILE))
    return replace(service, command=(sys.executable, *module, *service.command[3:]))


def _watch(file: Path) -> None:
    for owner, name in METHODS:
        setattr(owner, name, _watched(getattr(owner, name), f"{owner.__name__}.{name}", file))


def _watched(method: Method, name: str, file: Path) -> Method:
    @functools.wraps(method)
    async def call(*arguments: Any, **options: Any) -> Any:
        _die_if(file, f"{name}:{BEFORE}")
        result = await method(*arguments, **options)
        _die_if(file, f"{name}:{AFTER}")
        return result

    return call


def _die_if(file: Path, point: str) -> None:
    if file.exists() and file.read_text("utf-8") == point:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    _watch(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))

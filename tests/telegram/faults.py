"""What goes wrong while firms write on Telegram: each fault lasts for some seconds in the middle of their writing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.live.system import LooseProcesses
from tests.telegram.load import Crowd, Outcome, ask
from tests.telegram.stand_in import StandIn

BEFORE, AFTER = 3.0, 3.0
"""Seconds of undisturbed writing."""
CHATS = 10
PAUSE = 3.5
"""Seconds between two questions of a chat, at least."""
MOST_QUESTIONS = 20
RETRY_AFTER = 2


@dataclass(frozen=True)
class Fault:
    """Something that is done for some seconds."""

    title: str
    cause: Callable[[StandIn, LooseProcesses, float], None]
    """Causes it, waits, and mends it."""


def _rasa_away(_: StandIn, processes: LooseProcesses, seconds: float) -> None:
    processes.kill("rasa")
    time.sleep(seconds)
    processes.start("rasa")


def _telegram_away(telegram: StandIn, _: LooseProcesses, seconds: float) -> None:
    telegram.is_down_for(seconds)
    time.sleep(seconds)


def _storm(telegram: StandIn, _: LooseProcesses, seconds: float) -> None:
    telegram.fails(method="sendMessage", status=429, retry_after=RETRY_AFTER, seconds=seconds, every=2)
    time.sleep(seconds)


FAULTS = {
    "rasa_away": Fault("Rasa is down", _rasa_away),
    "telegram_away": Fault("Telegram is down", _telegram_away),
    "storm": Fault("every second message gets a 429", _storm),
}


def ask_during(
    fault: Fault, telegram: StandIn, processes: LooseProcesses, seconds: float, *, first_chat: int
) -> Outcome:
    """Chats ask before, during and after a fault."""
    whole = BEFORE + seconds + AFTER
    crowd = Crowd(CHATS, min(MOST_QUESTIONS, int(whole / PAUSE)), whole, first_chat)
    failed: list[BaseException] = []

    def cause() -> None:
        time.sleep(BEFORE)
        try:
            fault.cause(telegram, processes, seconds)
        except BaseException as error:
            failed.append(error)

    causing = threading.Thread(target=cause)
    causing.start()
    outcome = ask(telegram, crowd)
    causing.join()
    if failed:
        raise failed[0]
    return outcome

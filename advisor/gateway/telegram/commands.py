"""Commands: what people may write with a slash, and the link by which they came."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from telegram import BotCommand

PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMAND = re.compile(r"/([a-z]+)(?:@[A-Za-z0-9_]{3,64})?(?:\s+(\S+))?\s*", re.IGNORECASE)


class Command(StrEnum):
    """In the order of the menu."""

    START = "start"
    HELP = "help"
    STAGE = "stage"
    PLAN = "plan"
    RESTART = "restart"
    LANGUAGE = "language"
    DELETE = "delete"
    PRIVACY = "privacy"


PAYLOADS = {
    Command.START: "/start",
    Command.HELP: "/help",
    Command.STAGE: "/what_stage",
    Command.PLAN: "/show_plan",
    Command.RESTART: "/start_over",
}
"""What Rasa is given for a command. The others are answered here."""


@dataclass(frozen=True)
class Called:
    """A command as somebody wrote it."""

    command: Command
    parameter: str = ""


@dataclass(frozen=True)
class Origin:
    """What the link tells by which somebody came."""

    language: str | None = None
    campaign: str | None = None


def called(text: str) -> Called | None:
    """The command in a text. Anything else with a slash is plain text.

    >>> called("/start@OurBot my-fair")
    Called(command=<Command.START: 'start'>, parameter='my-fair')
    >>> called("/etc/passwd"), called("/help me please")
    (None, None)
    """
    match = COMMAND.fullmatch(text)
    if match is None or match.group(1).lower() not in set(Command):
        return None
    command, parameter = Command(match.group(1).lower()), match.group(2) or ""
    if parameter and command is not Command.START:
        return None
    return Called(command, parameter)


def origin(parameter: str, languages: Collection[str]) -> Origin:
    """Language and campaign from `t.me/OurBot?start=...`: either of them, or both with `-` between them.

    >>> origin("en-fair_2026", {"en"})
    Origin(language='en', campaign='fair_2026')
    >>> origin("fair_2026", {"en"})
    Origin(language=None, campaign='fair_2026')
    """
    if PARAMETER.fullmatch(parameter) is None:
        return Origin()
    first, _, rest = parameter.partition("-")
    if first in languages:
        return Origin(first, rest or None)
    return Origin(None, parameter)


def menu(wording: Mapping[str, str]) -> list[BotCommand]:
    """What Telegram shows beside the field for writing."""
    return [BotCommand(command.value, wording[f"telegram_menu_{command}"]) for command in Command]

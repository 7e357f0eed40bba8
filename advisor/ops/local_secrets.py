"""The secret that the processes of one machine share: made once, kept in `.env`, shown to nobody."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from advisor.ops.problem import OpsError
from advisor.settings import Settings

SECRET = "ADVISOR_CHANNEL_SECRET"  # noqa: S105 - the name of the setting, not its value.


def ensure_secret(env_file: Path) -> bool:
    """Append a random secret to the file unless it, or the environment, has one. True where one was made."""
    if os.environ.get(SECRET) or (env_file.exists() and dotenv_values(env_file).get(SECRET)):
        return False
    before = env_file.read_text() if env_file.exists() else ""
    text = before + ("\n" if before and not before.endswith("\n") else "") + f"{SECRET}={secrets.token_urlsafe(32)}\n"
    _write_private(env_file, text)
    return True


def read_settings(env_file: Path) -> Settings:
    """The settings of this process.

    Raises:
        OpsError: one is missing or not what it should be. Says which and why, never its value.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise OpsError(
            "the settings are not usable.",
            seen=faults_of(error),
            todo=f"mend them in {env_file.name}; .env.example says what each means.",
        ) from None


def faults_of(error: ValidationError) -> str:
    """What is wrong with settings, a line each, without their values."""
    return "\n".join(f"{_named(fault['loc'])}{fault['msg']}" for fault in error.errors())


def _named(place: tuple[int | str, ...]) -> str:
    """The setting; nothing for what is wrong with several together."""
    return f"ADVISOR_{str(place[0]).upper()}: " if place else ""


def _write_private(path: Path, text: str) -> None:
    # Written whole beside and moved, so that a full disk never leaves half an .env; private before it has content.
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)

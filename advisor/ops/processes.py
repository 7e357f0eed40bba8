"""The real commands: what runs, with which arguments and surroundings. Nowhere else are they spelt out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from advisor.ops.health import is_healthy
from advisor.ops.leashed import Surroundings
from advisor.settings import ROOT, Settings

MODEL = ROOT / "models" / "advisor.tar.gz"
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 # nosec B104
RASA_GOES_ON_WITHOUT = (
    "Could not load model",
    "No valid model found",
    "Agent loaded with no model",
    "Using `InMemoryTrackerStore` instead",
)
"""Rasa warns and answers 200 all the same; a bot without model or memory is not a bot."""
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_HOST": "127.0.0.1",  # The action server listens everywhere unless told not to, and asks nobody who they are.
    "SANIC_KEEP_ALIVE_TIMEOUT": "75",  # Who calls hangs up first: else calls meet closing lines.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OPENBLAS_NUM_THREADS": "1",  # Our matrices are small: threads would wait for one another longer than they work.
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",  # A crashed process must not take its last words with it.
}
SECRETS = (
    "ADVISOR_TELEGRAM_TOKEN",
    "ADVISOR_METRICS_TOKEN",
    "ADVISOR_CHANNEL_SECRET",
    "ADVISOR_DATABASE_URL",
    "ADVISOR_REDIS_URL",
)


@dataclass(frozen=True)
class Service:
    """A process that runs for as long as the system does."""

    name: str
    """Also the name of its log."""
    title: str
    command: tuple[str, ...]
    host: str
    port: int
    setting: str
    """The setting that moves it to another port."""
    health_path: str
    usual_seconds: int
    """What its start takes on two cores, to tell the operator."""
    useless_if: tuple[str, ...] = ()
    """Words in its log that say it cannot do its work, though it answers."""
    withheld: tuple[str, ...] = ()
    """Settings that it does not need and does not get: secrets of others."""
    told: Mapping[str, str] = field(default_factory=dict)
    """Variables of the environment that are its own."""
    is_replaced: bool = False
    """Whether another is started where this one ended, since others do its work meanwhile."""
    asks: Callable[[], bool] | None = None
    """How to see whether it is well, where that is not asked over HTTP."""

    @property
    def knock_at(self) -> str:
        """The address under which this machine reaches it."""
        return ANYWHERE.get(self.host, self.host)

    def is_well(self) -> bool:
        """Whether it answers."""
        return self.asks() if self.asks else is_healthy(self.knock_at, self.port, self.health_path)

    def surroundings(self, common: Surroundings) -> Surroundings:
        """Its own, from what all have in common."""
        return common.without(self.withheld).telling(self.told)


def services(settings: Settings) -> tuple[Service, ...]:
    """The three processes, the slowest first."""
    return (rasa_server(settings), action_server(settings), gateway(settings))


def rasa_server(settings: Settings, endpoints: str = "endpoints.yml") -> Service:
    """Understands, and decides what comes next."""
    return Service(
        name="rasa",
        title="Rasa server",
        command=(
            *(sys.executable, "-m", "advisor.dialogue.server", "run"),
            *("--endpoints", endpoints, "--credentials", "credentials.yml", "--model", str(MODEL)),
            *("--interface", "127.0.0.1", "--port", str(settings.rasa_port)),
        ),
        host="127.0.0.1",
        port=settings.rasa_port,
        setting="ADVISOR_RASA_PORT",
        health_path="/",
        usual_seconds=20,
        useless_if=RASA_GOES_ON_WITHOUT,
        withheld=("ADVISOR_TELEGRAM_TOKEN", "ADVISOR_METRICS_TOKEN"),
    )


def action_server(settings: Settings) -> Service:
    """Infers the stage and composes the advice."""
    return Service(
        name="actions",
        title="action server",
        command=advisor("actions", "--port", str(settings.actions_port)),
        host="127.0.0.1",
        port=settings.actions_port,
        setting="ADVISOR_ACTIONS_PORT",
        health_path="/health",
        usual_seconds=3,
        withheld=SECRETS,
    )


def gateway(settings: Settings) -> Service:
    """What the world talks with."""
    return Service(
        name="gateway",
        title="gateway",
        command=advisor("gateway"),
        host=settings.host,
        port=settings.port,
        setting="ADVISOR_PORT",
        health_path="/health",
        usual_seconds=3,
    )


def knowledge(settings: Settings) -> tuple[str, ...]:
    """Says what is wrong with the knowledge, if anything is."""
    return advisor("check", "--directory", str(settings.knowledge_dir))


def first_admin() -> tuple[str, ...]:
    """Makes an admin for the console if nobody has an account yet."""
    return (sys.executable, "-m", "advisor", "staff", "first")


def database() -> tuple[str, ...]:
    """Creates the database or brings it up to date."""
    return advisor("database")


def training(out: Path) -> tuple[str, ...]:
    """Trains into a folder of its own. Rasa's validation reads all data once more; `make test` runs it apart."""
    files = ("--config", "config.yml", "--domain", "domain.yml", "--data", "data")
    return (*rasa("train"), *files, "--skip-validation", "--out", str(out), "--fixed-model-name", "advisor")


def advisor(*arguments: str) -> tuple[str, ...]:
    """One of our own commands."""
    return (sys.executable, "-m", "advisor", *arguments)


def rasa(*arguments: str) -> tuple[str, ...]:
    """One of Rasa's commands."""
    return (sys.executable, "-m", "rasa", *arguments)


def surroundings(settings: Settings) -> Surroundings:
    """Where and with what environment all of them run."""
    return Surroundings(ROOT, environment(settings), settings.var_dir / "log")


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment and every setting, so that `${ADVISOR_...}` in Rasa's files has a value."""
    return {**os.environ, **QUIET, **dict(_exported(settings)), "ADVISOR_ACTIONS_URL": settings.actions_url}


def _exported(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, value in settings:
        yield f"ADVISOR_{name.upper()}", _as_text(value)


def _as_text(value: object) -> str:
    """As it stands in the environment."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if value is None:
        return ""
    return ",".join(value) if isinstance(value, tuple) else str(value)

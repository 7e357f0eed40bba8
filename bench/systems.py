"""The systems that are measured side by side: ours, ours on Rasa's stock store, and Rasa as it comes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.ops import processes
from advisor.ops.model import Model
from advisor.settings import ROOT, Settings
from bench.doors import Door, GatewayConversation, PrivateConversation, RestConversation
from tests.live.system import LooseProcesses, settings_for

OUR_STORE = "advisor.dialogue.tracker_store.FastTrackerStore"
PATIENCE = 120.0
"""Seconds the gateway waits here, so that a slow answer is measured and not apologised for."""
DEFAULT = ROOT / "bench" / "default"
DEFAULT_MODEL = ROOT / "var" / "bench" / "default.tar.gz"
EVERYTHING = ("rasa", "actions", "gateway")


@dataclass(frozen=True)
class Kind:
    """What is started, and how it is talked with."""

    title: str
    store: str = OUR_STORE
    is_default: bool = False
    """Rasa's command, channel, pipeline and policies instead of ours."""


KINDS = (
    Kind("this advisor"),
    Kind("ours on Rasa's stock store", store="SQL"),
    Kind("Rasa's default pipeline, policies and store", store="SQL", is_default=True),
)


@dataclass
class Running:
    """A system that was started."""

    kind: Kind
    settings: Settings
    processes: LooseProcesses
    start_seconds: float

    @property
    def door(self) -> Door:
        """At Rasa."""
        if self.kind.is_default:
            return lambda client: RestConversation(client, self.settings.rasa_url)
        secret = self.settings.channel_secret.get_secret_value()
        return lambda client: PrivateConversation(client, self.settings.rasa_url, secret)

    @property
    def front_door(self) -> Door:
        """At the gateway."""
        return lambda client: GatewayConversation(client, self.processes.url)

    def megabytes(self) -> int:
        """Resident memory of Rasa."""
        lines = Path(f"/proc/{self.processes.pid('rasa')}/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


@contextmanager
def started(kind: Kind) -> Iterator[Running]:
    """A system on a database and ports of its own; its gateway too, if it is ours whole."""
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as name:
        folder = Path(name)
        settings = settings_for(folder).model_copy(update={"rasa_timeout": PATIENCE})
        system = LooseProcesses(settings, [_changed(each, kind, folder) for each in processes.services(settings)])
        begun = time.monotonic()
        try:
            system.start(*(EVERYTHING if kind == KINDS[0] else EVERYTHING[:2]))
            yield Running(kind, settings, system, time.monotonic() - begun)
        finally:
            system.stop()


def default_model() -> Model:
    """Rasa's default pipeline and policies on our data. Trained when something of it changed."""
    return Model(
        path=DEFAULT_MODEL,
        trained_from=(*Model().trained_from, "bench/default"),
        training=_training_of_default,
    )


def _training_of_default(out: Path) -> tuple[str, ...]:
    ours = processes.training(out)
    return tuple(str(DEFAULT / "config.yml") if part == "config.yml" else part for part in ours)


def _changed(service: processes.Service, kind: Kind, folder: Path) -> processes.Service:
    if service.name != "rasa":
        return service
    endpoints = folder / "endpoints.yml"
    text = (ROOT / "endpoints.yml").read_text("utf-8")
    endpoints.write_text(text.replace(OUR_STORE, kind.store), "utf-8")
    command = service.command
    if kind.is_default:
        command = (*processes.rasa("run"), *command[4:])
    swaps = {"endpoints.yml": str(endpoints), **(_of_default() if kind.is_default else {})}
    return replace(service, command=tuple(swaps.get(part, part) for part in command))


def _of_default() -> dict[str, str]:
    return {"credentials.yml": str(DEFAULT / "credentials.yml"), str(processes.MODEL): str(DEFAULT_MODEL)}

from __future__ import annotations

import io
import os
import random
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from advisor.ops.console import Console
from advisor.ops.leashed import Surroundings
from advisor.ops.processes import Service
from tests.ops import fake_service

MakeService = Callable[..., Service]
FIRST_PORT, LAST_PORT = 10_000, 32_000


class SpokenTo(Console):
    """A console that remembers what it showed, and an operator who asks to stop on hearing certain words."""

    def __init__(self) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.stop_at = "words that are never said"
        super().__init__(self.out, self.err)

    def say(self, text: str) -> None:
        super().say(text)
        if self.stop_at in text:
            self.stop_requested.set()


@pytest.fixture
def console() -> SpokenTo:
    return SpokenTo()


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    (tmp_path / "log").mkdir()
    return Surroundings(tmp_path, dict(os.environ), tmp_path / "log", grace=0.4)


@pytest.fixture
def service() -> MakeService:
    """Makes a service that behaves as told, on a free port."""

    def make(behaviour: str = "healthy", *, port: int | None = None, useless_if: tuple[str, ...] = ()) -> Service:
        port = port or free_port()
        return Service(
            name=behaviour,
            title=f"{behaviour} server",
            command=(sys.executable, fake_service.__file__, behaviour, str(port)),
            host="127.0.0.1",
            port=port,
            setting="ADVISOR_FAKE_PORT",
            health_path="/health",
            usual_seconds=1,
            useless_if=useless_if,
        )

    return make


def free_port() -> int:
    """One that nobody is given meanwhile: the system picks from 32768 on, each of xdist's workers from its own part."""
    while True:
        port = random.choice(_ports())
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _ports() -> range:
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    part = (LAST_PORT - FIRST_PORT) // workers
    return range(FIRST_PORT + worker * part, FIRST_PORT + (worker + 1) * part)

"""The system with something in it that can be taken away: its database, its disk, its action server."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from advisor.ops import processes
from advisor.ops.backing import Postgres, find_program, redis
from advisor.settings import Settings
from tests.live.reliability.interposer import Interposer
from tests.live.system import LooseProcesses, settings_for, wait_for
from tests.ops.conftest import free_port

NAMES = ("actions", "rasa", "gateway")
STOP_SECONDS = 30
DISK_MEGABYTES = 24
PATIENCE = 10.0
"""Seconds that a firm waits here, as it does out there."""


@dataclass
class Site:
    """Running processes, and how to reach them."""

    settings: Settings
    processes: LooseProcesses

    @property
    def url(self) -> str:
        """Of the gateway."""
        return self.processes.url

    def pids(self) -> dict[str, int]:
        """Process -> its number: the same as long as none was started anew."""
        return {name: self.processes.pid(name) for name in NAMES}

    def is_alive(self) -> bool:
        """Whether all of them still run."""
        return all(Path(f"/proc/{pid}/exe").exists() for pid in self.pids().values())


@contextmanager
def running(settings: Settings, services: list[processes.Service] | None = None) -> Iterator[Site]:
    """All three processes."""
    loose = LooseProcesses(settings, services)
    try:
        loose.start(*NAMES)
        yield Site(settings, loose)
    finally:
        loose.stop()


@contextmanager
def plain(folder: Path) -> Iterator[Site]:
    """On SQLite."""
    with running(patient(folder)) as site:
        yield site


def patient(folder: Path, **changed: object) -> Settings:
    """Settings with the patience of production."""
    return settings_for(folder).model_copy(update={"rasa_timeout": PATIENCE, **changed})


def lock_sqlite(site: Site, seconds: float) -> None:
    """Another process writes, and does not come to its end for some seconds."""
    with sqlite3.connect(site.settings.database_url.removeprefix("sqlite:///"), isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
    connection.close()


class Cluster:
    """A PostgreSQL that can be stopped."""

    def __init__(self, folder: Path) -> None:
        self.postgres = Postgres(folder / "postgres", free_port())
        subprocess.run(self.postgres.prepare(), check=True, stdout=subprocess.DEVNULL)
        self._server = self._started()
        subprocess.run(
            self.postgres.create(), check=True, env={**os.environ, **self.postgres.told}, stdout=subprocess.DEVNULL
        )

    def stop(self) -> None:
        """As `systemctl stop` does: connections are ended."""
        self._server.send_signal(signal.SIGINT)
        self._server.wait(STOP_SECONDS)

    def start(self) -> None:
        """And again."""
        self._server = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        service = self.postgres.service()
        server = subprocess.Popen(service.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(service.is_well, service.title, lambda: server.poll() is None)
        return server


@contextmanager
def on_postgres() -> Iterator[tuple[Site, Cluster]]:
    """On a PostgreSQL of its own, in a folder that its user can get at."""
    if find_program("postgres") is None and os.environ.get("CI") != "true":
        pytest.skip("PostgreSQL is not installed here; `apt-get install postgresql`")
    folder = Path(tempfile.mkdtemp(prefix="advisor-soak-"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    try:
        with running(patient(folder, database_url=cluster.postgres.url)) as site:
            yield site, cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def stop_postgres(cluster: Cluster, seconds: float) -> None:
    """Stopped for some seconds."""
    cluster.stop()
    time.sleep(seconds)
    cluster.start()


class Redis:
    """A Redis that can be stopped. What it held is gone then."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._service = redis(folder / "redis", self.port)
        self.start()

    def stop(self) -> None:
        """Connections are ended."""
        self._server.terminate()
        self._server.wait(STOP_SECONDS)

    def start(self) -> None:
        """And again."""
        self._server = subprocess.Popen(self._service.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self._service.is_well, "Redis", lambda: self._server.poll() is None)


def redis_of(folder: Path) -> Redis:
    """A running Redis of one's own, where it is installed."""
    if find_program("redis-server") is None and os.environ.get("CI") != "true":
        pytest.skip("Redis is not installed here; `apt-get install redis-server`")
    return Redis(folder)


@contextmanager
def on_redis(folder: Path) -> Iterator[tuple[Site, Redis]]:
    """With turns ordered by a Redis of its own, as where several Rasa servers run."""
    server = redis_of(folder)
    settings = patient(folder, redis_url=f"redis://127.0.0.1:{server.port}/0")
    rasa = processes.rasa_server(settings, "endpoints.production.yml")
    services = [rasa if each.name == "rasa" else each for each in processes.services(settings)]
    try:
        with running(settings, services) as site:
            yield site, server
    finally:
        server.stop()


def stop_redis(server: Redis, seconds: float) -> None:
    """Stopped for some seconds."""
    server.stop()
    time.sleep(seconds)
    server.start()


@contextmanager
def with_interposer(folder: Path) -> Iterator[tuple[Site, Interposer]]:
    """With somebody between Rasa and the action server."""
    settings = patient(folder)
    behind = settings.model_copy(update={"actions_port": free_port()})
    services = [
        processes.action_server(behind) if each.name == "actions" else each for each in processes.services(settings)
    ]
    with Interposer(settings.actions_port, behind.actions_url) as between, running(settings, services) as site:
        yield site, between


@contextmanager
def on_small_disk(folder: Path) -> Iterator[tuple[Site, Callable[[float], None]]]:
    """On a file system of its own with little room, and what fills it. Or files just stop growing."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(disk))
    is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        with running(patient(folder, database_url=f"sqlite:///{disk}/advisor.db")) as site:
            yield site, partial(fill, disk) if is_mounted else partial(stop_growth, site)
    finally:
        if is_mounted:
            subprocess.run(("umount", "--lazy", str(disk)), check=True)


def fill(disk: Path, seconds: float) -> None:
    """No room for some seconds: not a byte."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    time.sleep(seconds)
    ballast.unlink()


def stop_growth(site: Site, seconds: float) -> None:
    """No file of the processes grows for some seconds."""
    pids = site.pids().values()
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    time.sleep(seconds)
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)

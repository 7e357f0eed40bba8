"""A PostgreSQL server of our own in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"
"""PostgreSQL refuses to run as root."""
INSTALLED = Path("/usr/lib/postgresql")
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=256MB", "max_wal_size=2GB")


class NoPostgresError(Exception):
    """There is none on this machine."""


def find() -> Path | None:
    """The folder of its commands, the newest version that is installed."""
    versions = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def running() -> Iterator[str]:
    """Start an empty server; gives its address as ADVISOR_DATABASE_URL takes it.

    Raises:
        NoPostgresError: PostgreSQL is not installed.
    """
    commands = find()
    if commands is None:
        raise NoPostgresError("PostgreSQL is not installed; expected it at /usr/lib/postgresql: apt install postgresql")
    with tempfile.TemporaryDirectory(prefix="advisor-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        data, port = folder / "data", _free_port()
        _run(commands / "initdb", "-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = " ".join([f"-p {port}", *(f"-c {setting}" for setting in SETTINGS)])
        _run(commands / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        finally:
            _run(commands / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(*command: str | Path) -> None:
    as_user = ("runuser", "-u", USER, "--") if os.geteuid() == 0 else ()
    subprocess.run([*as_user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

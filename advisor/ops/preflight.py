"""What can be known to fail before anything is started."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from advisor.ops.problem import OpsError
from advisor.ops.processes import Service

NEEDED_MEGABYTES = 300
"""Room for a training, its cache, the logs and the database to begin with."""


def check_folder(folder: Path, needed_megabytes: int = NEEDED_MEGABYTES) -> None:
    """The folder can be written to and has room.

    Raises:
        OpsError: it cannot, or has not.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _not_writable(folder, error) from error
    free = shutil.disk_usage(folder).free // 1024**2
    if free < needed_megabytes:
        raise _disk_full(folder, f"{free} MB free, {needed_megabytes} MB needed")


def check_ports(services: Sequence[Service]) -> None:
    """Every service has a port of its own that nobody else listens at.

    Raises:
        OpsError: one has not.
    """
    taken: dict[int, Service] = {}
    for service in services:
        if service.port in taken:
            raise _same_port(taken[service.port], service)
        taken[service.port] = service
        _check_port(service)


@contextmanager
def only_one(var_dir: Path) -> Iterator[None]:
    """Refuse a second start beside a running one. The kernel forgets the mark when its holder dies, however it dies.

    Raises:
        OpsError: another one runs.
    """
    with (var_dir / "start.lock").open("a+") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mark.seek(0)
            raise _already_running(mark.read().strip()) from None
        mark.truncate(0)
        mark.write(str(os.getpid()))
        mark.flush()
        yield


def from_os_error(error: OSError) -> OpsError:
    """A problem for what nobody foresaw; a full disk comes at any moment."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full(Path(error.filename or "."), str(error))
    return OpsError(
        f"the machine refused something: {error}", todo="see that the file or address named is there and yours to use."
    )


def _check_port(service: Service) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise _port_unusable(service, error) from error


def _port_unusable(service: Service, error: OSError) -> OpsError:
    if error.errno == errno.EADDRINUSE:
        return OpsError(
            f"port {service.port}, where the {service.title} listens, is taken by another program.",
            todo=f"end that program (`ss -ltnp 'sport = :{service.port}'` names it), "
            f"or put {service.setting}=<a free port> into .env, then `make start` again.",
        )
    return OpsError(
        f"the {service.title} cannot listen at {service.host}:{service.port}.",
        seen=str(error),
        todo=f"put {service.setting}=<a port from 1024 up> into .env; ADVISOR_HOST must be an address of this machine.",
    )


def _same_port(one: Service, other: Service) -> OpsError:
    return OpsError(
        f"the {one.title} and the {other.title} are both given port {one.port}.",
        todo=f"give {one.setting} and {other.setting} different values in .env.",
    )


def _already_running(pid: str) -> OpsError:
    return OpsError(
        f"the advisor is already running here (process {pid or 'unknown'}), so there is nothing to start.",
        todo="use it, or stop it with Ctrl-C where it runs"
        + (f" or `kill {pid}`" if pid else "")
        + ", then `make start` again.",
    )


def _not_writable(folder: Path, error: OSError) -> OpsError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full(folder, str(error))
    return OpsError(
        f"nothing can be written to {folder}.",
        seen=str(error),
        todo="give this user the right to write there, or set ADVISOR_VAR_DIR to a folder where it may.",
    )


def _disk_full(folder: Path, seen: str) -> OpsError:
    return OpsError(
        f"the disk that holds {folder} is full.",
        seen=seen,
        todo="free some space (`df -h` shows where), then try again.",
    )

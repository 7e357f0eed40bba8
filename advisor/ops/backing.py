"""PostgreSQL, Redis and nginx as processes of ours: this machine's packages, on folders and ports of their own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from advisor.ops.problem import OpsError
from advisor.ops.processes import Service
from advisor.settings import ROOT

NAME = "advisor"
"""Of the database and of who owns it."""
POSTGRES_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this user."""
NGINX_EXAMPLE = ROOT / "docs" / "examples" / "nginx.conf"
TCP_SECONDS = 1.0
PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "nginx": "nginx"}
"""Program -> Debian's package."""

Find = Callable[[str], Path | None]


def find_program(name: str) -> Path | None:
    """Where a program is. Debian keeps PostgreSQL's out of the way, and nginx where only root looks."""
    by_version = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    places = [*os.get_exec_path(), "/usr/sbin", *map(str, reversed(by_version))]
    found = shutil.which(name, path=os.pathsep.join(places))
    return None if found is None else Path(found)


def missing_programs(find: Find = find_program) -> list[str]:
    """What is not installed."""
    return [name for name in PACKAGES if find(name) is None]


def check_programs(find: Find = find_program) -> None:
    """All of them are there.

    Raises:
        OpsError: one is not.
    """
    if missing := missing_programs(find):
        packages = " ".join(PACKAGES[name] for name in missing)
        raise OpsError(f"{', '.join(missing)} is not installed.", todo=f"`sudo apt-get install {packages}`")


@dataclass(frozen=True)
class Postgres:
    """A cluster of its own."""

    folder: Path
    port: int
    find: Find = find_program
    is_root: bool = os.geteuid() == 0

    @property
    def url(self) -> str:
        """For ADVISOR_DATABASE_URL."""
        return f"postgresql://{NAME}:{self._password()}@127.0.0.1:{self.port}/{NAME}"

    @property
    def is_made(self) -> bool:
        """Whether there is a cluster with a database."""
        return self._mark.exists()

    @property
    def told(self) -> dict[str, str]:
        """What PostgreSQL's own programs need of the environment to reach it."""
        return {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": NAME, "PGPASSWORD": self._password()}

    def prepare(self) -> Sequence[str]:
        """What makes the cluster, to be run before it is started. What an earlier try left is removed."""
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self._make_folder()
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions")
        files = ("-D", str(self._data), f"--pwfile={self._password_file}")
        return self._command("initdb", *files, "-U", NAME, *options)

    def create(self) -> Sequence[str]:
        """What makes the database, to be run once the cluster is up."""
        return self._command("createdb", NAME)

    def made(self) -> None:
        """Note that all is there."""
        self._mark.touch()

    def service(self) -> Service:
        """The running cluster."""
        options = ("-p", str(self.port), "-h", "127.0.0.1", "-c", "unix_socket_directories=")
        return Service(
            name="postgres",
            title="PostgreSQL",
            command=self._command("postgres", "-D", str(self._data), *options),
            host="127.0.0.1",
            port=self.port,
            setting="ADVISOR_PORT",
            health_path="",
            usual_seconds=2,
            asks=self._is_ready,
        )

    def _is_ready(self) -> bool:
        command = (str(self._program("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port))
        return subprocess.run(command, check=False).returncode == 0

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _mark(self) -> Path:
        return self.folder / "made"

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    def _password(self) -> str:
        return self._password_file.read_text("utf-8").strip()

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_hex(24), "utf-8")
        if self.is_root:
            self._check_way()
            user = pwd.getpwnam(POSTGRES_USER)
            for path in (self.folder, self._password_file):
                os.chown(path, user.pw_uid, user.pw_gid)

    def _check_way(self) -> None:
        for folder in self.folder.parents:
            if not folder.stat().st_mode & stat.S_IXOTH:
                raise OpsError(
                    f"PostgreSQL runs as its own user, who cannot get through {folder} to {self.folder}.",
                    todo="put ADVISOR_VAR_DIR=<a folder that everybody may pass through> into .env, such as "
                    "/var/lib/advisor, or start as another user than root.",
                )

    def _command(self, name: str, *arguments: str) -> tuple[str, ...]:
        as_user = ("setpriv", f"--reuid={POSTGRES_USER}", f"--regid={POSTGRES_USER}", "--init-groups")
        return (*(as_user if self.is_root else ()), str(self._program(name)), *arguments)

    def _program(self, name: str) -> Path:
        found = self.find(name)
        if found is None:
            raise OpsError(f"{name} is not installed.", todo="`sudo apt-get install postgresql`")
        return found


def redis(folder: Path, port: int) -> Service:
    """Redis, which keeps nothing: what it holds is worth nothing after a restart."""
    folder.mkdir(parents=True, exist_ok=True)
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder))
    return Service(
        name="redis",
        title="Redis",
        command=(str(find_program("redis-server") or "redis-server"), *options),
        host="127.0.0.1",
        port=port,
        setting="ADVISOR_PORT",
        health_path="",
        usual_seconds=1,
        is_replaced=True,
        asks=lambda: speaks(port, b"PING\r\n", b"+PONG"),
    )


def nginx(folder: Path, port: int, gateways: Sequence[int]) -> Service:
    """nginx as in the example, before gateways on these ports. Writes its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx_configuration(folder, port, gateways), "utf-8")
    program = str(find_program("nginx") or "nginx")
    return Service(
        name="nginx",
        title="nginx",
        command=(program, "-e", "stderr", "-p", str(folder), "-c", str(configuration), "-g", "daemon off;"),
        host="127.0.0.1",
        port=port,
        setting="ADVISOR_PORT",
        health_path="/health",
        usual_seconds=1,
        is_replaced=True,
    )


def nginx_configuration(folder: Path, port: int, gateways: Sequence[int]) -> str:
    """The example with other ports, and with all that nginx wants besides when nobody has set it up."""
    example = NGINX_EXAMPLE.read_text("utf-8").replace("listen 127.0.0.1:8000;", f"listen 127.0.0.1:{port};")
    for number, gateway in enumerate(gateways, start=1):
        example = example.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{gateway}")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return (
        f"worker_processes 1;\npid {folder}/nginx.pid;\nerror_log stderr warn;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{\n{own}{example}}}\n"
    )


def speaks(port: int, hello: bytes, *answers: bytes) -> bool:
    """Whether who listens at a port answers so."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), TCP_SECONDS) as line:
        line.settimeout(TCP_SECONDS)
        line.sendall(hello)
        return line.recv(16).startswith(answers)
    return False

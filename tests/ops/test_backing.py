"""PostgreSQL, Redis and nginx, really started. Skipped where they are not installed, except in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from advisor.ops import backing
from advisor.ops.backing import Postgres, check_programs, missing_programs, nginx, nginx_configuration, redis, speaks
from advisor.ops.leashed import Surroundings
from advisor.ops.problem import OpsError
from advisor.ops.processes import Service
from advisor.ops.steps import run_step
from advisor.ops.supervisor import Supervisor
from advisor.store.migrate import upgrade
from tests.ops.conftest import MakeService, SpokenTo, free_port

pytestmark = pytest.mark.slow

real = pytest.mark.skipif(
    bool(missing_programs()) and os.environ.get("CI") != "true",
    reason=f"not installed here: {', '.join(missing_programs())} (`make start-production-like` would install them)",
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that other users may look into: PostgreSQL does not run as root, nginx's workers neither."""
    path = Path(tempfile.mkdtemp(prefix="advisor-backing-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def surroundings(surroundings: Surroundings) -> Surroundings:
    """A database takes its time to end in order."""
    return replace(surroundings, grace=10.0)


@contextmanager
def running(services: Sequence[Service], surroundings: Surroundings, console: SpokenTo) -> Iterator[None]:
    with Supervisor(services, surroundings, console, patience=30) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
        yield


@real
def test_a_cluster_is_made_once_and_found_again(folder: Path, surroundings: Surroundings, console: SpokenTo) -> None:
    postgres = Postgres(folder / "postgres", free_port())
    run_step("initdb", "making the cluster", postgres.prepare(), surroundings, console)
    assert not postgres.is_made
    with running([postgres.service()], surroundings, console):
        run_step("createdb", "making it", postgres.create(), surroundings.telling(postgres.told), console)
        postgres.made()
        upgrade(postgres.url)
    assert postgres.is_made
    assert not postgres._is_ready()
    with running([postgres.service()], surroundings, console):
        upgrade(postgres.url)
        told = {**os.environ, **postgres.told, "PGPASSWORD": "wrong"}
        psql = (str(backing.find_program("psql")), "-c", "select 1", "advisor")
        assert subprocess.run(psql, env=told, capture_output=True, check=False).returncode != 0


@real
def test_redis_answers_and_keeps_nothing(folder: Path, surroundings: Surroundings, console: SpokenTo) -> None:
    service = redis(folder / "redis", free_port())
    with running([service], surroundings, console):
        assert service.is_well()
    assert not service.is_well()
    assert list((folder / "redis").iterdir()) == []


@real
def test_nginx_asks_another_gateway_when_one_is_gone(
    folder: Path, surroundings: Surroundings, console: SpokenTo, service: MakeService
) -> None:
    gateway = service("healthy")
    front = nginx(folder / "nginx", free_port(), [gateway.port, free_port()])
    with running([gateway, front], surroundings, console):
        for conversation in range(6):
            url = f"http://127.0.0.1:{front.port}/api/conversations/{conversation:032x}"
            assert httpx.get(url, trust_env=False).status_code != 502
        assert httpx.get(f"http://127.0.0.1:{front.port}/metrics", trust_env=False).status_code == 404


def test_the_example_for_nginx_is_what_runs(tmp_path: Path) -> None:
    text = nginx_configuration(tmp_path, 1111, [2222, 3333])
    assert "listen 127.0.0.1:1111;" in text
    assert "server 127.0.0.1:2222 " in text
    assert "server 127.0.0.1:3333 " in text
    assert "127.0.0.1:800" not in text


def test_what_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match="postgres, redis-server, nginx is not installed") as caught:
        check_programs(lambda _: None)
    assert "postgresql redis-server nginx" in caught.value.todo
    with pytest.raises(OpsError, match="initdb is not installed"):
        Postgres(tmp_path / "postgres", 5432, find=lambda _: None, is_root=False).prepare()


def test_as_root_postgres_runs_as_its_own_user(tmp_path: Path) -> None:
    for is_root in (True, False):
        postgres = Postgres(tmp_path, 5432, find=lambda name: Path("/bin") / name, is_root=is_root)
        assert (postgres.service().command[0] == "setpriv") == is_root


def test_a_folder_that_postgres_cannot_get_at_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    postgres = Postgres(closed / "postgres", 5432, find=lambda name: Path("/bin") / name, is_root=True)
    with pytest.raises(OpsError, match="cannot get through") as caught:
        postgres.prepare()
    assert "ADVISOR_VAR_DIR" in caught.value.todo


def test_a_port_where_nobody_listens_says_nothing() -> None:
    assert not speaks(free_port(), b"PING\r\n", b"+PONG")

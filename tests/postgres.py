"""A PostgreSQL of the tests' own, and empty databases in it."""

from __future__ import annotations

import io
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import psycopg
import pytest

from advisor.ops.backing import Postgres, find_program
from advisor.ops.console import Console
from advisor.ops.leashed import Surroundings
from advisor.ops.processes import Service
from advisor.ops.steps import run_step
from advisor.ops.supervisor import Supervisor
from advisor.store.migrate import upgrade
from tests.ops.conftest import free_port

NOT_FOR_KEEPS = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Cluster:
    """A running one."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres
        self._numbers = itertools.count()

    def fresh(self, *, migrated: bool = True) -> str:
        """The address of a new database, set up or bare."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._migrated if migrated else 'template0'}")
        return self._url(name)

    @cached_property
    def _migrated(self) -> str:
        self._run("CREATE DATABASE migrated")
        upgrade(self._url("migrated"))
        return "migrated"

    def _url(self, name: str) -> str:
        return f"{self.postgres.url.rpartition('/')[0]}/{name}"

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def cluster(*, lasting: bool = False) -> Iterator[Cluster]:
    """One in a folder of its own, which PostgreSQL's user can get at. `lasting`: it writes so that it would last."""
    if find_program("postgres") is None and os.environ.get("CI") != "true":
        pytest.skip("PostgreSQL is not installed here (scripts/services.py installs it)")
    folder = Path(tempfile.mkdtemp(prefix="advisor-postgres-"))
    folder.chmod(0o755)
    surroundings, console = Surroundings(folder, dict(os.environ), folder), Console(io.StringIO())
    postgres = Postgres(folder / "postgres", free_port())
    try:
        run_step("initdb", "making a cluster", postgres.prepare(), surroundings, console)
        with Supervisor([_service(postgres, lasting=lasting)], surroundings, console) as supervisor:
            supervisor.start()
            supervisor.wait_until_healthy()
            yield Cluster(postgres)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _service(postgres: Postgres, *, lasting: bool) -> Service:
    service = postgres.service()
    return service if lasting else replace(service, command=(*service.command, *NOT_FOR_KEEPS))

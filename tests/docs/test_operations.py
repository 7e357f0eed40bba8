"""The commands of docs/operations.md do what it says."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from advisor.ops.backing import find_program
from advisor.settings import ROOT
from advisor.store.event_log import EventLog
from advisor.store.migrate import upgrade
from tests.postgres import Cluster

COMMANDS = "\n".join(
    re.findall(r"^```sh\n(.*?)^```", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.M | re.S)
)
SAID = {"event": "user", "timestamp": 1.5, "text": "we make baskets"}


def run(begins: str, folder: Path, **told: str) -> None:
    """Run the commands that begin so."""
    lines = [line for line in COMMANDS.splitlines() if line.startswith(begins)]
    assert lines
    for line in lines:
        subprocess.run(["sh", "-euc", line], cwd=folder, env={**os.environ, **told}, check=True)


@pytest.mark.slow
def test_what_was_backed_up_is_there_after_a_restore(postgres: Cluster, tmp_path: Path) -> None:
    url = postgres.fresh()
    log = EventLog(url)
    log.append("c1", [SAID])
    programs = find_program("pg_dump")
    assert programs
    told = {"ADVISOR_DATABASE_URL": url, "PATH": f"{programs.parent}:{os.environ['PATH']}"}
    run("pg_dump", tmp_path, **told)
    log.append("c1", [SAID])
    log.close()

    run("createdb", tmp_path, **told)
    run("pg_restore", tmp_path, **told)

    restored = f"{url.rpartition('/')[0]}/advisor_restored"
    upgrade(restored)
    log = EventLog(restored)
    assert [data for _, data in log.read("c1")] == [SAID]
    (last,) = (row for row, _ in log.read("c1"))
    assert log.append("c1", [SAID], after=last) == [last + 1]
    log.close()


def test_a_file_is_backed_up_while_it_is_written_to(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'advisor.db'}"
    upgrade(url)
    log = EventLog(url)
    log.append("c1", [SAID])
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    run(".venv/bin/python", tmp_path)
    log.close()
    with sqlite3.connect(tmp_path / "advisor-backup.db") as copy:
        assert copy.execute("SELECT count(*) FROM events").fetchone() == (1,)
    copy.close()

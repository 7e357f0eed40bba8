from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.ops import leash
from advisor.ops.leashed import Leashed, Surroundings, describe_exit
from advisor.ops.logs import tail
from tests.ops import fake_service
from tests.ops.processes_alive import alive, children, eventually

pytestmark = pytest.mark.slow


def sleeping(surroundings: Surroundings) -> Leashed:
    return Leashed("sleeper", ("sleep", "600"), surroundings)


def child_of(leashed: Leashed) -> int:
    assert eventually(lambda: bool(children(leashed.pid)))
    return children(leashed.pid)[0]


def test_what_is_withheld_is_not_in_its_environment(surroundings: Surroundings) -> None:
    given = Surroundings(surroundings.directory, {**surroundings.environment, "A": "1", "B": "2"}, surroundings.log_dir)
    with Leashed("env", ("env",), given.without(["A"])) as process:
        assert eventually(lambda: process.exit_code() is not None)
    lines = tail(surroundings.log("env"), 1000)
    assert "B=2" in lines
    assert "A=1" not in lines


def test_the_exit_code_is_the_commands_own(surroundings: Surroundings) -> None:
    with Leashed("seven", (sys.executable, "-c", "raise SystemExit(7)"), surroundings) as process:
        assert eventually(lambda: process.exit_code() == 7)


def test_output_goes_to_the_log(surroundings: Surroundings) -> None:
    with Leashed("echo", ("echo", "hello"), surroundings) as process:
        assert eventually(lambda: process.exit_code() == 0)
    assert tail(surroundings.log("echo")) == "hello"


def test_stopping_ends_the_command(surroundings: Surroundings) -> None:
    process = sleeping(surroundings)
    child = child_of(process)
    process.stop()
    assert not alive(child)
    assert process.exit_code() == leash.KILLED_BY_SIGNAL + signal.SIGTERM


def test_one_that_ignores_the_request_is_killed_with_its_children(surroundings: Surroundings) -> None:
    command = (sys.executable, fake_service.__file__, "stubborn_parent", "0")
    process = Leashed("stubborn", command, surroundings)
    pid_file = surroundings.directory / "child.pid"
    assert eventually(lambda: pid_file.exists() and pid_file.read_text() != "")
    grandchild = int(pid_file.read_text())
    child = child_of(process)
    process.stop()
    assert not alive(child)
    assert eventually(lambda: not alive(grandchild))


def test_nothing_is_left_when_the_holder_is_killed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    assert eventually(lambda: len(children(holder.pid)) == 1)
    leash_pid = children(holder.pid)[0]
    assert eventually(lambda: len(children(leash_pid)) == 1)
    child = children(leash_pid)[0]
    holder.kill()
    holder.wait()
    assert eventually(lambda: not alive(child) and not alive(leash_pid))


HOLDER = """
import os, sys, time
from pathlib import Path
from advisor.ops.leashed import Leashed, Surroundings
here = Path(sys.argv[1])
held = Leashed("held", ("sleep", "600"), Surroundings(here, dict(os.environ), here, grace=1.0))
time.sleep(600)
"""


def test_nothing_is_left_when_the_leash_itself_is_killed(surroundings: Surroundings) -> None:
    process = sleeping(surroundings)
    child = child_of(process)
    os.kill(process.pid, signal.SIGKILL)
    assert eventually(lambda: not alive(child))
    process.stop()


def test_a_polite_signal_to_the_leash_ends_the_command(surroundings: Surroundings) -> None:
    process = sleeping(surroundings)
    child = child_of(process)
    os.kill(process.pid, signal.SIGTERM)
    assert eventually(lambda: process.exit_code() is not None)
    assert not alive(child)
    process.stop()


def test_a_command_that_does_not_exist_says_so(surroundings: Surroundings) -> None:
    with Leashed("nothing", ("no-such-command",), surroundings) as process:
        assert eventually(lambda: process.exit_code() == leash.NOT_FOUND)
    assert "no-such-command could not be started" in tail(surroundings.log("nothing"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, "ended with exit code 1"),
        (128 + 15, "was killed by SIGTERM"),
        (-9, "was killed by SIGKILL; the machine may be short of memory"),
        (255, "ended with exit code 255"),
    ],
)
def test_exit_codes_are_told_in_words(code: int, words: str) -> None:
    assert describe_exit(code) == words

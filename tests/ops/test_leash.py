"""The leash from within; `test_leashed.py` has it as a process of its own, as in earnest."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from advisor.ops import leash

pytestmark = pytest.mark.slow

TERMINATED = leash.KILLED_BY_SIGNAL + signal.SIGTERM
KILLED = leash.KILLED_BY_SIGNAL + signal.SIGKILL
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.kill(os.getppid(), signal.SIGTERM)  # Asks for its end once it is deaf to it.
time.sleep(600)
"""


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The two ends, with the signal handlers put back afterwards."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_command_that_ends_by_itself_is_let_end(pipe: tuple[int, int]) -> None:
    assert leash.main(["1", "sh", "-c", "exit 7"], held=pipe[0]) == 7


def test_letting_go_of_the_pipe_ends_the_command(pipe: tuple[int, int]) -> None:
    held, end = pipe
    nothing = os.open(os.devnull, os.O_WRONLY)
    threading.Timer(0.2, os.dup2, (nothing, end)).start()
    assert leash.main(["5", "sleep", "600"], held=held) == TERMINATED
    os.close(nothing)


def test_a_polite_signal_ends_the_command(pipe: tuple[int, int]) -> None:
    assert leash.main(["5", "sh", "-c", "kill -TERM $PPID; sleep 600"], held=pipe[0]) == TERMINATED


def test_a_command_that_clings_on_is_killed_after_its_time(pipe: tuple[int, int]) -> None:
    assert leash.main(["0.2", sys.executable, "-c", STUBBORN], held=pipe[0]) == KILLED


def test_a_command_that_is_not_there_is_named(pipe: tuple[int, int], capsys: pytest.CaptureFixture[str]) -> None:
    assert leash.main(["1", "no-such-command"], held=pipe[0]) == leash.NOT_FOUND
    assert "no-such-command could not be started" in capsys.readouterr().err

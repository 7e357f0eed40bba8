"""Holds one command on a leash, so that it never outlives whoever started it.

Run as a script of its own, `leash.py GRACE COMMAND...`, with a pipe as standard input of which the starter keeps the
other end. When that end closes, on purpose or because the starter was killed, the whole process group of the command
is asked to end (SIGTERM) and after GRACE seconds made to (SIGKILL). Standard library only, so that it starts at once.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

TICK = 0.1
PR_SET_PDEATHSIG = 1
NOT_FOUND = 127
KILLED_BY_SIGNAL = 128
"""Shells report a process killed by signal n as this plus n; so do we."""


def main(arguments: Sequence[str], held: int = 0) -> int:
    """Run the command until it ends or the pipe `held` is closed, and return its exit code as shells tell it."""
    grace, command = float(arguments[0]), list(arguments[1:])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: _drop(held))
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - there are no threads here.
        )
    except OSError as error:
        sys.stderr.write(f"{command[0]} could not be started: {error}\n")
        return NOT_FOUND
    _hold(child, held)
    _end_group(child, grace)
    return child.returncode if child.returncode >= 0 else KILLED_BY_SIGNAL - child.returncode


def die_with_parent(number: signal.Signals) -> None:
    """Have Linux send this process a signal when its parent dies, however it dies; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def _drop(held: int) -> None:
    # Reading end of file is the one way to end; a signal only makes it come.
    os.dup2(os.open(os.devnull, os.O_RDONLY), held)


def _hold(child: subprocess.Popen[bytes], held: int) -> None:
    while child.poll() is None and not _dropped(held):
        pass


def _dropped(held: int) -> bool:
    readable, _, _ = select.select([held], [], [], TICK)
    return bool(readable) and os.read(held, 1) == b""


def _end_group(child: subprocess.Popen[bytes], grace: float) -> None:
    _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while _group_lives(child) and time.monotonic() < deadline:
        time.sleep(TICK / 2)
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _group_lives(child: subprocess.Popen[bytes]) -> bool:
    child.poll()  # A dead child that nobody has waited for would still count as a member.
    return _signal_group(child, 0)


def _signal_group(child: subprocess.Popen[bytes], number: int) -> bool:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)
        return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

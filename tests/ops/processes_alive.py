from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

ENOUGH = 20.0


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes true; generous, since machines are slow."""
    deadline = time.monotonic() + ENOUGH
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet collected does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """The processes that this one started and that run."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [int(child) for child in found]

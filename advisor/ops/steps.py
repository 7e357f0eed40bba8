"""Commands that come to an end before the system is up: training, the database."""

from __future__ import annotations

import time
from collections.abc import Sequence

from advisor.ops.console import Console
from advisor.ops.leashed import Leashed, Surroundings, describe_exit
from advisor.ops.logs import rotate, tail
from advisor.ops.problem import OpsError

TICK = 0.2


def run_step(name: str, doing: str, command: Sequence[str], surroundings: Surroundings, console: Console) -> None:
    """Run a command to its end, with its output in the log of that name.

    Raises:
        OpsError: it failed.
        StopRequestedError: the operator asked to stop meanwhile.
    """
    log = surroundings.log(name)
    rotate(log)
    started = time.monotonic()
    with Leashed(name, command, surroundings) as process:
        while (code := process.exit_code()) is None:
            console.waiting(doing, time.monotonic() - started)
            console.pause(TICK)
    if code != 0:
        raise OpsError(
            f"{doing} failed: it {describe_exit(code)}.",
            seen=tail(log),
            todo=f"mend what the lines above name; the whole of it is in {log}.",
        )

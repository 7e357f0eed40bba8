"""Commands on a leash, seen from the side that holds it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from advisor.ops import leash

GRACE = 10.0
"""Seconds a process has to end by itself once asked."""
SLACK = 5.0
"""Seconds a leash has on top to put an end to its process."""


@dataclass(frozen=True)
class Surroundings:
    """What all processes of one start share."""

    directory: Path
    """Where they run."""
    environment: Mapping[str, str]
    log_dir: Path
    grace: float = GRACE

    def without(self, names: Collection[str]) -> Surroundings:
        """The same, but for some variables of the environment."""
        kept = {name: value for name, value in self.environment.items() if name not in names}
        return replace(self, environment=kept)

    def telling(self, more: Mapping[str, str]) -> Surroundings:
        """The same, with more variables in the environment."""
        return replace(self, environment={**self.environment, **more}) if more else self

    def log(self, name: str) -> Path:
        """Where a process writes what it has to say."""
        return self.log_dir / f"{name}.log"


class Leashed:
    """One running command, which ends when this is stopped or when the program holding it dies."""

    def __init__(self, name: str, command: Sequence[str], surroundings: Surroundings) -> None:
        self._grace = surroundings.grace
        with surroundings.log(name).open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, str(surroundings.grace), *command],
                cwd=surroundings.directory,
                env=dict(surroundings.environment),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C on the terminal is for the supervisor, which then stops all in order.
            )

    def __enter__(self) -> Leashed:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process holding the command."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while the command runs."""
        return self._process.poll()

    def let_go(self) -> None:
        """Ask the command to end, without waiting for it."""
        if self._process.stdin:
            self._process.stdin.close()

    def stop(self) -> None:
        """End the command and wait until it has."""
        self.let_go()
        try:
            self._process.wait(self._grace + SLACK)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def describe_exit(code: int) -> str:
    """What an exit code means, in words."""
    number = abs(code) if code < 0 else code - leash.KILLED_BY_SIGNAL
    if number not in set(signal.Signals):
        return f"ended with exit code {code}"
    hint = "; the machine may be short of memory" if number == signal.SIGKILL else ""
    return f"was killed by {signal.Signals(number).name}{hint}"

"""What the operator sees: short lines, with colour and a running clock only where a person watches."""

from __future__ import annotations

import sys
import time
from threading import Event
from typing import TextIO

from advisor.ops.problem import OpsError, StopRequestedError

BOLD, GREEN, RED = "1", "32", "31"
SECONDS_BETWEEN_LINES = 10
"""How often a log that nobody watches live says that work goes on."""


class Console:
    """Writes progress to one stream and problems to another, and knows whether the operator wants to stop."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self.stop_requested = Event()
        self._live = self._out.isatty()
        self._next_line_at = 0.0
        self._clock_shown = False

    def say(self, text: str) -> None:
        """One line as it is."""
        self._wipe_clock()
        print(text, file=self._out, flush=True)

    def step(self, text: str) -> None:
        """Something begins."""
        self._next_line_at = time.monotonic() + SECONDS_BETWEEN_LINES
        self.say(self._paint("> ", BOLD) + text)

    def done(self, text: str) -> None:
        """Something is finished."""
        self.say(self._paint("  ok ", GREEN) + text)

    def waiting(self, text: str, seconds: float) -> None:
        """Work goes on since so many seconds: a clock on a terminal, a line now and then elsewhere."""
        line = f"  ... {text}, {seconds:.0f} s"
        if self._live:
            print(f"\r\x1b[K{line}", end="", file=self._out, flush=True)
            self._clock_shown = True
        elif time.monotonic() >= self._next_line_at:
            self._next_line_at = time.monotonic() + SECONDS_BETWEEN_LINES
            self.say(line)

    def pause(self, seconds: float) -> None:
        """Wait a little.

        Raises:
            StopRequestedError: the operator asked to stop.
        """
        if self.stop_requested.wait(seconds):
            raise StopRequestedError

    def problem(self, problem: OpsError) -> None:
        """What is wrong, what was seen, what to do."""
        self._wipe_clock()
        seen = [f"  | {line}" for line in problem.seen.splitlines()]
        lines = [self._paint("Stopped: ", RED, self._err) + problem.what, *seen, f"What to do: {problem.todo}"]
        print("\n".join(lines), file=self._err, flush=True)

    def _wipe_clock(self) -> None:
        if self._clock_shown:
            print("\r\x1b[K", end="", file=self._out, flush=True)
            self._clock_shown = False

    def _paint(self, text: str, colour: str, stream: TextIO | None = None) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if (stream or self._out).isatty() else text

"""What the action server does wrong."""

from __future__ import annotations

import time

from tests.live.reliability.interposer import Interposer


def is_slow(between: Interposer, delay: float, seconds: float) -> None:
    """Each call takes so long."""
    between.delay = delay
    time.sleep(seconds)
    between.delay = 0.0


def talks_nonsense(between: Interposer, seconds: float) -> None:
    """Calls are answered with whatever there is."""
    between.nonsense = True
    time.sleep(seconds)
    between.nonsense = False

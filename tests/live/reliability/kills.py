"""`kill -9` of each process at random moments while firms talk, each process on a clock of its own."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.live.reliability.sites import Site
from tests.live.reliability.talks import Verdict, compare, undisturbed, until

FIRMS = 8
PAUSE = 0.2
"""Seconds in which a firm reads and writes."""
LONGEST_LIVES = {"actions": 8.0, "rasa": 2.5, "gateway": 8.0}
"""Process -> seconds that it lives at most, from when it is ready. Rasa needs longest to be there again: so all are
killed about as often in the same time.
"""
CALM = 2.0


@dataclass(frozen=True)
class Slaughter:
    """What came of it."""

    seconds: float
    killed: Mapping[str, int]
    """Process -> how often."""
    verdict: Verdict
    apologies: Counter[str]

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, doubled or changed."""
        return self.verdict.is_well


def talk_and_kill(site: Site, kills: Mapping[str, int], seconds: float, seed: int = 0) -> Slaughter:
    """Firms talk while each process is killed so often, or until the time is over."""
    model = asyncio.run(undisturbed(site.url))
    begun = time.monotonic()
    killers = [Killer(site, name, number, begun + seconds, seed) for name, number in kills.items()]
    for killer in killers:
        killer.start()
    is_over = _calm_after(killers)
    talks = asyncio.run(until(is_over, site.url, FIRMS, PAUSE))
    for killer in killers:
        killer.end()
    return Slaughter(
        seconds=time.monotonic() - begun,
        killed={killer.victim: killer.killed for killer in killers},
        verdict=compare(talks, model),
        apologies=sum((talk.apologies for talk in talks), Counter()),
    )


class Killer(threading.Thread):
    """Kills one process again and again, each time some seconds after it was ready, and starts it anew."""

    def __init__(self, site: Site, victim: str, number: int, until_: float, seed: int) -> None:
        super().__init__(name=f"killer of {victim}")
        self.victim = victim
        self.killed = 0
        self._site = site
        self._number = number
        self._until = until_
        self._random = random.Random(f"{victim} {seed}")
        self._failure: BaseException | None = None

    def run(self) -> None:
        """See Thread."""
        try:
            while self.killed < self._number and time.monotonic() < self._until:
                time.sleep(self._random.uniform(0, LONGEST_LIVES[self.victim]))
                self._site.processes.kill(self.victim)
                self.killed += 1
                self._site.processes.start(self.victim, all_well=False)
        except BaseException as error:
            self._failure = error

    def end(self) -> None:
        """Wait for its end.

        Raises:
            Exception: the process could not be started again.
        """
        self.join()
        if self._failure is not None:
            raise self._failure


def _calm_after(killers: list[Killer]) -> Callable[[], bool]:
    """Whether nobody was killed for a moment, so that some talks begin and end after the last."""
    since: list[float] = []

    def is_over() -> bool:
        if any(killer.is_alive() for killer in killers):
            return False
        since.append(time.monotonic())
        return time.monotonic() > since[0] + CALM

    return is_over

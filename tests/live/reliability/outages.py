"""Something is away for some seconds while firms talk: what they met with, and how all goes on."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.live.reliability.sites import Site
from tests.live.reliability.talks import Verdict, compare, undisturbed, until

BEFORE, AFTER = 4.0, 4.0
"""Seconds of undisturbed talk."""
FIRMS = 6
PAUSE = 0.4
"""Seconds in which a firm reads and writes."""


@dataclass(frozen=True)
class Outage:
    """What came of it."""

    seconds: float
    verdict: Verdict
    apologies: Counter[str]
    longest_wait: float
    """Seconds until a firm read anything."""
    recovered_after: float
    """Seconds from its end to the first real answer."""
    restarted: bool
    """Whether a process ended, or was started anew."""

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, doubled or changed, and nothing had to be started."""
        return self.verdict.is_well and not self.restarted


def talk_during(site: Site, fault: Callable[[float], None], seconds: float) -> Outage:
    """Firms talk before, while and after a fault lasts."""
    model = asyncio.run(undisturbed(site.url))
    before = site.pids()
    over, ended = threading.Event(), [0.0]
    failed: list[BaseException] = []

    def cause() -> None:
        try:
            time.sleep(BEFORE)
            fault(seconds)
            ended[0] = time.monotonic()
            time.sleep(AFTER)
        except BaseException as error:
            failed.append(error)
        finally:
            over.set()

    causing = threading.Thread(target=cause)
    causing.start()
    talks = asyncio.run(until(over.is_set, site.url, FIRMS, PAUSE))
    causing.join()
    if failed:
        raise failed[0]
    after = [moment - ended[0] for talk in talks for moment in talk.answered_at if moment > ended[0]]
    return Outage(
        seconds=seconds,
        verdict=compare(talks, model),
        apologies=sum((talk.apologies for talk in talks), Counter()),
        longest_wait=max(wait for talk in talks for wait in talk.seconds),
        recovered_after=min(after),
        restarted=site.pids() != before or not site.is_alive(),
    )

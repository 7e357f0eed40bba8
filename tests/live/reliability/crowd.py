"""Many firms at once, for long: no error, order kept, and what memory the processes need."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import percentile
from tests.live.reliability.browser import Browser, browser
from tests.live.reliability.sites import NAMES, Site
from tests.live.reliability.talks import SCRIPTS, Firm, Talk, Verdict, compare

SAMPLE_SECONDS = 1.0
FIRST_FIFTH = (0.18, 0.22)
LAST_FIFTH = (0.8, 1.0)
"""Parts of the time: memory may grow in the first fifth, and is looked at again in the last."""
SETTLED_SECONDS = 60.0
"""After the last reply: until then the gateway has answered what waits though nobody asks for it any more."""
WAITING = "advisor_pending_messages "
"""Begins a line of /metrics."""


@dataclass(frozen=True)
class Load:
    """So many firms say so many things each, evenly spread over some seconds."""

    firms: int
    messages: int
    seconds: float

    @property
    def each(self) -> int:
        """Messages of one firm."""
        return self.messages // self.firms

    @property
    def pause(self) -> float:
        """Seconds from one message of a firm to the next."""
        return self.seconds / self.each


@dataclass(frozen=True)
class Crowding:
    """What came of it."""

    load: Load
    seconds: float
    verdict: Verdict
    errors: int
    """Apologies of any kind, and refusals."""
    waiting: int
    """Messages that still wait for an answer a minute after the last."""
    p50: float
    p95: float
    memory: Mapping[str, tuple[float, float]]
    """Process -> MB at the end of the first fifth, and in the last."""

    def growth(self, name: str) -> float:
        """By which part a process grew after the first fifth."""
        early, late = self.memory[name]
        return late / early - 1

    @property
    def is_well(self) -> bool:
        """Whether all was answered, in order and without error."""
        return self.verdict.is_well and not (self.errors or self.waiting)


def talk_in_a_crowd(site: Site, load: Load) -> Crowding:
    """All firms talk at their own pace."""
    return asyncio.run(_crowd(site, load))


async def _crowd(site: Site, load: Load) -> Crowding:
    scripts = [_script(number, load.each) for number in range(len(SCRIPTS))]
    async with browser() as line:
        model = [await Firm(line, lambda: site.url, script).hold() for script in scripts]
        firms = [Firm(line, lambda: site.url, scripts[number % len(scripts)]) for number in range(load.firms)]
        begun = time.monotonic()
        sampling = asyncio.create_task(_sample(site, load.seconds))
        await asyncio.gather(*(_at_its_pace(firm, load, number) for number, firm in enumerate(firms)))
        seconds = time.monotonic() - begun
        samples = await sampling
        await _each(firms)
        waiting = await _waiting(line, site)
    talks = [firm.talk for firm in firms]
    return Crowding(load, seconds, compare(talks, model), _errors(talks), waiting, *_waits(talks), _memory(samples))


def _script(number: int, length: int) -> tuple[str, ...]:
    """So many messages, beginning with one of the scripts and going on with the others."""
    every = [text for offset in range(len(SCRIPTS)) for text in SCRIPTS[(number + offset) % len(SCRIPTS)]]
    return tuple(every[index % len(every)] for index in range(length))


async def _at_its_pace(firm: Firm, load: Load, number: int) -> None:
    """What takes longer than the pause is followed at once, so that the load is kept up."""
    due = time.monotonic() + random.Random(number).uniform(0, load.pause)
    await asyncio.sleep(due - time.monotonic())
    await firm.open()
    for text in firm.talk.script:
        await firm.say(text)
        due += load.pause
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def _each(firms: Sequence[Firm]) -> None:
    """Read what there is, some at a time: this is no part of the load."""
    for first in range(0, len(firms), 10):
        await asyncio.gather(*(firm.conclude() for firm in firms[first : first + 10]))


async def _waiting(line: Browser, site: Site) -> int:
    """How many messages wait in the end."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while True:
        reply = await line.ask("GET", f"{site.url}/metrics", None, {})
        lines = [] if reply is None else reply.text.splitlines()
        waiting = next(int(float(each.removeprefix(WAITING))) for each in lines if each.startswith(WAITING))
        if not waiting or time.monotonic() > deadline:
            return waiting
        await asyncio.sleep(SAMPLE_SECONDS)


async def _sample(site: Site, seconds: float) -> list[dict[str, float]]:
    """Resident memory of each process in MB, once a second."""
    samples = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        samples.append({name: megabytes(pid) for name, pid in site.pids().items()})
        await asyncio.sleep(SAMPLE_SECONDS)
    return samples


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _memory(samples: Sequence[dict[str, float]]) -> dict[str, tuple[float, float]]:
    return {name: (_median(samples, name, FIRST_FIFTH), _median(samples, name, LAST_FIFTH)) for name in NAMES}


def _median(samples: Sequence[dict[str, float]], name: str, part: tuple[float, float]) -> float:
    first, last = (int(share * len(samples)) for share in part)
    return statistics.median(sample[name] for sample in samples[first : max(last, first + 1)])


def _errors(talks: Sequence[Talk]) -> int:
    return sum(sum(talk.apologies.values()) for talk in talks)


def _waits(talks: Sequence[Talk]) -> tuple[float, float]:
    waits = [wait for talk in talks for wait in talk.seconds]
    return percentile(waits, 0.5), percentile(waits, 0.95)

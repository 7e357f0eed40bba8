"""`python -m bench turns`: what a turn costs at Rasa's door, with our tracker store and with Rasa's own, side by side.

Both have our model and our actions, and say the same things: six of ten turns press a button of the last reply, the
others are facts, questions, corrections and nonsense in words.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from advisor.ops import processes
from advisor.settings import ROOT, Settings
from tests.live.system import LooseProcesses, settings_for

WORDS = (
    "We make lacquerware in Myanmar",
    "we sold to a buyer in Japan last year",
    "I don't know",
    "what is a certificate of origin?",
    "why do you ask?",
    "asdkjh qwe",
    "no, I made a mistake, it is Thailand",
    "how do I find buyers?",
    "we have 12 employees",
    "my cousin helps me with it",
    "show me my plan",
    "what holds me back?",
    "skip",
)
PRESSES = 0.6
SECONDS = 20.0
ORDINARY = 40
"""Turns after which a user begins anew."""
LONG = 400
MARKS = (10, 50, 200, 400)
AROUND = 10
"""The median at a mark is over so many turns before it."""
USERS = (1, 8, 32)
STORES = {"ours": "advisor.dialogue.tracker_store.FastTrackerStore", "Rasa's own": "SQL"}


@dataclass(frozen=True)
class Took:
    """One turn: its number in the conversation, and how long it took in ms."""

    turn: int
    ms: float


@dataclass(frozen=True)
class Cost:
    """What a system was measured at."""

    start_seconds: float
    megabytes: int
    rates: Sequence[str]
    marks: Sequence[str]


class Talker:
    """One user. The same seed says the same things to the same replies."""

    def __init__(self, client: httpx.AsyncClient, address: str, seed: int) -> None:
        self._client = client
        self._address = address
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._conversation = uuid.uuid4().hex
        self._payloads: list[str] = []
        self.turn = 0

    async def speak(self) -> Took:
        """One turn."""
        self.turn += 1
        body = {
            "conversation_id": self._conversation,
            "message_id": uuid.uuid4().hex,
            "text": self._next(),
            "metadata": {"channel": "web", "language": "en"},
        }
        begun = time.perf_counter()
        reply = (await self._client.post(self._address, json=body)).raise_for_status().json()
        took = (time.perf_counter() - begun) * 1000
        self._payloads = [button["payload"] for message in reply["messages"] for button in message.get("buttons", [])]
        return Took(self.turn, took)

    def _next(self) -> str:
        if self.turn == 1:
            return "/start"
        if self._payloads and self._random.random() < PRESSES:
            return self._random.choice(self._payloads)
        return self._random.choice(WORDS)


def main(_: Sequence[str]) -> int:
    """Measure and print two tables."""
    costs = {name: measure(store) for name, store in STORES.items()}
    for line in tables(costs):
        print(line, flush=True)
    return 0


def measure(store: str) -> Cost:
    """One system, started, talked with and stopped."""
    with started(store) as (system, settings, seconds):
        address = f"{settings.rasa_url}/webhooks/advisor/turn"
        secret = settings.channel_secret.get_secret_value()
        asyncio.run(load(address, secret, 1, SECONDS / 4, ORDINARY))
        rates = [rate(asyncio.run(load(address, secret, users, SECONDS, ORDINARY))) for users in USERS]
        long = asyncio.run(load(address, secret, 1, SECONDS * 20, LONG, conversations=1))
        return Cost(seconds, megabytes(system.pid("rasa")), rates, [at(long, mark) for mark in MARKS])


@contextmanager
def started(store: str) -> Iterator[tuple[LooseProcesses, Settings, float]]:
    """Rasa and the action server with a tracker store, and how long they took to start."""
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as name:
        folder = Path(name)
        settings = settings_for(folder)
        system = LooseProcesses(settings, [_with_store(each, store, folder) for each in processes.services(settings)])
        begun = time.monotonic()
        system.start("rasa", "actions")
        try:
            yield system, settings, time.monotonic() - begun
        finally:
            system.stop()


def _with_store(service: processes.Service, store: str, folder: Path) -> processes.Service:
    endpoints = folder / "endpoints.yml"
    text = (ROOT / "endpoints.yml").read_text("utf-8")
    endpoints.write_text(text.replace(STORES["ours"], store), "utf-8")
    return replace(
        service, command=tuple(str(endpoints) if part == "endpoints.yml" else part for part in service.command)
    )


async def load(  # noqa: PLR0913 - where, as whom, and how much
    address: str, secret: str, users: int, seconds: float, length: int, *, conversations: int | None = None
) -> list[Took]:
    """Users who talk at once for some seconds, or until each has had its conversations."""
    took: list[Took] = []
    end = time.monotonic() + seconds
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(timeout=120, trust_env=False, headers=headers) as client:

        async def talk(user: int) -> None:
            held = 0
            while time.monotonic() < end and held != conversations:
                talker = Talker(client, address, user + 1000 * held)
                while time.monotonic() < end and talker.turn < length:
                    took.append(await talker.speak())
                held += 1

        await asyncio.gather(*map(talk, range(users)))
    return took


def rate(took: Sequence[Took]) -> str:
    """Turns a second, and the times within which half, 95 and 99 of 100 turns were answered."""
    times = sorted(each.ms for each in took)
    parts = " / ".join(f"{times[min(len(times) - 1, int(part * len(times)))]:.0f}" for part in (0.5, 0.95, 0.99))
    return f"{len(times) / SECONDS:.1f} a second; {parts} ms"


def at(took: Sequence[Took], mark: int) -> str:
    """The median of the turns before a mark, if the conversation got there."""
    times = [each.ms for each in took if mark - AROUND < each.turn <= mark]
    return f"{statistics.median(times):.0f} ms" if times else "not reached"


def megabytes(pid: int) -> int:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def tables(costs: dict[str, Cost]) -> Iterator[str]:
    """As Markdown."""
    yield f"| | {' | '.join(f'{name} store' for name in costs)} |"
    yield f"| --- |{' --- |' * len(costs)}"
    yield _row("start of Rasa and actions", [f"{cost.start_seconds:.1f} s" for cost in costs.values()])
    yield _row("memory of Rasa", [f"{cost.megabytes} MB" for cost in costs.values()])
    for number, users in enumerate(USERS):
        yield _row(f"{users} users: turns; p50 / p95 / p99", [cost.rates[number] for cost in costs.values()])
    for number, mark in enumerate(MARKS):
        yield _row(f"p50 at turn {mark}", [cost.marks[number] for cost in costs.values()])


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"

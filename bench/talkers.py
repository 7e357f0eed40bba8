"""Simulated users: six of ten turns press a button of the last reply, the others are said in words."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

import httpx

from bench.doors import Conversation, Door, Payloads

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
"""Facts, questions, corrections and nonsense."""
PRESSES = 0.6
ORDINARY = 40
"""Turns after which a user begins anew."""
PATIENCE = 120


@dataclass(frozen=True)
class Took:
    """One turn: its number in the conversation, and how long it took in ms."""

    turn: int
    ms: float


@dataclass(frozen=True)
class Load:
    """How many users talk at once, and for how long."""

    users: int
    seconds: float
    turns: int = ORDINARY
    """Of a conversation."""
    conversations: int | None = None
    """Of each user; without a number they go on to the end."""


@dataclass
class Talker:
    """One user. The same seed says the same things to the same replies."""

    conversation: Conversation
    seed: int
    turn: int = 0
    _random: random.Random = field(init=False)
    _offered: Payloads = ()

    def __post_init__(self) -> None:
        """Words are drawn from the seed."""
        self._random = random.Random(self.seed)

    async def speak(self) -> Took:
        """One turn."""
        self.turn += 1
        begun = time.perf_counter()
        self._offered = await self._next()
        return Took(self.turn, (time.perf_counter() - begun) * 1000)

    async def _next(self) -> Payloads:
        if self.turn == 1:
            return await self.conversation.open()
        if self._offered and self._random.random() < PRESSES:
            return await self.conversation.say(self._random.choice(self._offered), pressed=True)
        return await self.conversation.say(self._random.choice(WORDS), pressed=False)


def measure(door: Door, load: Load) -> list[Took]:
    """Let users talk, and tell how long each turn took."""
    return asyncio.run(talk(door, load))


async def talk(door: Door, load: Load) -> list[Took]:
    """Users who talk at once for some seconds, or until each has had its conversations."""
    took: list[Took] = []
    end = time.monotonic() + load.seconds
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False, limits=limits) as client:

        async def one(user: int) -> None:
            held = 0
            while time.monotonic() < end and held != load.conversations:
                talker = Talker(door(client), user + 1000 * held)
                while time.monotonic() < end and talker.turn < load.turns:
                    took.append(await talker.speak())
                held += 1

        await asyncio.gather(*map(one, range(load.users)))
    return took

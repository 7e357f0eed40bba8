"""Firms that say fixed things whatever happens: what comes of it must be what comes of it when nothing happens."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.live.reliability.browser import Browser, Reply, browser

Json = dict[str, Any]
Line = tuple[str, str]
"""Who, and what."""

SCRIPTS: tuple[tuple[str, ...], ...] = (
    (
        "Thailand",
        "goods",
        "what is a certificate of origin?",
        "we have sold abroad several times",
        "one to three years",
        "two or three markets",
        "why do you ask?",
        "we sell to the neighbours",
        "the owner handles it",
        "no, I made a mistake, it is Viet Nam",
        "What stage are we in?",
        "show me my plan",
    ),
    (
        "We make lacquerware in Myanmar",
        "never sold abroad",
        "How do I find foreign buyers?",
        "I don't know",
        "skip",
        "asdkjh qwe",
        "What is a letter of credit?",
        "we have 12 employees",
        "show me my plan",
        "that is enough for today",
        "What are Incoterms?",
        "thanks",
    ),
    (
        "Nepal",
        "services",
        "we sold to a buyer in Japan last year",
        "go back",
        "What stage are we in?",
        "my cousin helps me with it",
        "we sold to 5 countries",
        "Where do I start if I want to export?",
        "a named person handles exports",
        "more than a quarter of our sales",
        "show me my plan",
        "What is a phytosanitary certificate?",
    ),
)
RETRY_SECONDS = 0.3
PATIENCE = 600.0
"""Seconds until a firm must have been answered."""
KEPT = frozenset({"try_again", "still_working"})
FRIENDLY = KEPT | {"set_aside"}


class UnfriendlyError(Exception):
    """A firm met with something else than an answer or a sentence for people."""


@dataclass
class Talk:
    """One firm's conversation, and what it met with."""

    script: Sequence[str]
    id: str = ""
    history: list[Json] = field(default_factory=list)
    assessment: Json = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    """What the firm was told to have arrived."""
    apologies: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """From sending a message to a reply of any kind."""
    answered_at: list[float] = field(default_factory=list)
    """When a real answer came, or all was found to be answered, by the clock of `time.monotonic`."""

    @property
    def lines(self) -> list[Line]:
        """What was said by both."""
        return [(message["author"], message["text"]) for message in self.history]

    @property
    def lost(self) -> int:
        """What was told to have arrived and is not there, or was never answered."""
        said = Counter(text for author, text in self.lines if author == "firm")
        pending = sum(bool((message.get("data") or {}).get("pending")) for message in self.history)
        return sum((Counter(self.acknowledged) - said).values()) + pending


@dataclass(frozen=True)
class Verdict:
    """How talks that were disturbed differ from the same talks undisturbed."""

    talks: int
    messages: int
    acknowledged: int
    lost: int
    doubled: int
    """Messages of either side that stand there more often than they should."""
    changed: int
    """Talks whose profile or assessment came out otherwise."""
    otherwise: int
    """Talks in which anything at all was said otherwise, or in another order."""

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, doubled or changed."""
        return not (self.lost or self.doubled or self.changed or self.otherwise)


def compare(talks: Sequence[Talk], undisturbed: Sequence[Talk]) -> Verdict:
    """Hold talks against the undisturbed one of the same script."""
    model = {tuple(talk.script): talk for talk in undisturbed}
    pairs = [(talk, model[tuple(talk.script)]) for talk in talks]
    return Verdict(
        talks=len(talks),
        messages=sum(len(talk.script) for talk in talks),
        acknowledged=sum(len(talk.acknowledged) for talk in talks),
        lost=sum(talk.lost for talk in talks),
        doubled=sum(sum((Counter(talk.lines) - Counter(right.lines)).values()) for talk, right in pairs),
        changed=sum(talk.assessment != right.assessment for talk, right in pairs),
        otherwise=sum(talk.lines != right.lines for talk, right in pairs),
    )


class Firm:
    """Says the next thing when the last one was acknowledged, and sends again what was not, as the widget does."""

    def __init__(self, browser: Browser, url: Callable[[], str], script: Sequence[str], pause: float = 0.0) -> None:
        self._browser = browser
        self._url = url
        self._pause = pause
        self._headers: dict[str, str] = {}
        self._last: Json = {}
        self._waits = False
        """Whether the last message was not answered yet, as far as the firm was told."""
        self.talk = Talk(script)

    async def hold(self) -> Talk:
        """The whole conversation."""
        await self.open()
        for text in self.talk.script:
            await asyncio.sleep(self._pause)
            await self.say(text)
        await self.conclude()
        return self.talk

    async def open(self) -> None:
        """Open a conversation."""
        opened = await self._insist("POST", "/api/conversations", {})
        self.talk.id = opened["conversation_id"]
        self._headers = {"Authorization": f"Bearer {opened['token']}"}

    async def say(self, text: str) -> None:
        """Say something, and note what came back."""
        self._last = {"text": text, "client_id": str(uuid.uuid4())}
        await self._send()
        self.talk.acknowledged.append(text)

    async def _send(self) -> None:
        """Once, or once more."""
        reply = await self._insist("POST", f"{self._address}/messages", self._last)
        reasons = [message["data"].get("reason") for message in reply["messages"] if message["data"].get("reason")]
        self.talk.apologies.update(reasons)
        if not FRIENDLY.issuperset(reasons):
            raise UnfriendlyError(f"{self._last['text']!r} was answered with {reasons}")
        self._waits = not KEPT.isdisjoint(reasons)
        if not reasons:
            self.talk.answered_at.append(time.monotonic())

    async def conclude(self) -> None:
        """Wait until all is answered, and read what there is."""
        await self._read()
        deadline = time.monotonic() + PATIENCE
        # What Rasa took and failed on stands in the history as said, and is answered later.
        while self._waits or any((message.get("data") or {}).get("pending") for message in self.talk.history):
            if time.monotonic() > deadline:
                return
            # Whoever sends again brings what waits on its way, as the next message would.
            await self._send()
            await asyncio.sleep(RETRY_SECONDS)
            await self._read()
        self.talk.answered_at.append(time.monotonic())
        self.talk.assessment = await self._insist("GET", f"{self._address}/assessment")

    async def _read(self) -> None:
        self.talk.history = (await self._insist("GET", f"{self._address}/messages"))["messages"]

    @property
    def _address(self) -> str:
        return f"/api/conversations/{self.talk.id}"

    async def _insist(self, method: str, path: str, body: Json | None = None) -> Json:
        """Ask until there is a good answer. A bad one must at least be a sentence for people."""
        deadline = time.monotonic() + PATIENCE
        while True:
            begun = time.monotonic()
            answer = await self._browser.ask(method, f"{self._url()}{path}", body, self._headers)
            if answer is not None:
                self.talk.seconds.append(time.monotonic() - begun)
                if answer.is_success:
                    return dict(answer.json())
                self.talk.apologies[_problem(answer)] += 1
            else:
                self.talk.apologies["no connection"] += 1
            if time.monotonic() > deadline:
                raise TimeoutError(f"{method} {path} had no good answer: {dict(self.talk.apologies)}")
            await asyncio.sleep(RETRY_SECONDS)


def _problem(answer: Reply) -> str:
    """What a refusal is about.

    Raises:
        UnfriendlyError: it has no sentence for people.
    """
    if "problem+json" not in answer.content_type:
        raise UnfriendlyError(f"{answer.status}: {answer.text[:200]}")
    problem = answer.json()
    if not problem["detail"].strip():
        raise UnfriendlyError(f"{answer.status} without a sentence")
    return str(problem["type"]).rpartition(":")[2]


async def undisturbed(url: str) -> list[Talk]:
    """One talk of each script."""
    async with browser() as line:
        return list(await asyncio.gather(*(Firm(line, lambda: url, script).hold() for script in SCRIPTS)))


async def until(is_over: Callable[[], bool], url: str, firms: int, pause: float) -> list[Talk]:
    """So many firms at once, each beginning anew when it is done, until it is over; then each comes to its end."""
    talks: list[Talk] = []
    async with browser() as line:

        async def one(number: int) -> None:
            while not is_over():
                firm = Firm(line, lambda: url, SCRIPTS[number % len(SCRIPTS)], pause)
                talks.append(firm.talk)
                await firm.hold()

        await asyncio.gather(*map(one, range(firms)))
    return talks

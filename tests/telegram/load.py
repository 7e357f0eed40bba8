"""Many chats that ask questions at once, against the really running advisor and what stands in for Telegram."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from advisor.settings import Settings
from bench.figures import percentile
from tests.live.system import LooseProcesses, settings_for
from tests.telegram.asking import Seen, question, seen
from tests.telegram.stand_in import TOKEN, Json, StandIn

PATIENCE = 150.0
QUIET = 3.0
"""Seconds without a message after which nothing more is on its way."""


@dataclass(frozen=True)
class Crowd:
    """Chats that each ask some questions, evenly spread over some seconds and each beginning at a moment of its own."""

    chats: int
    questions: int
    seconds: float
    first_chat: int = 1

    @property
    def each(self) -> float:
        """Seconds between two questions of a chat."""
        return self.seconds / self.questions

    @property
    def ids(self) -> range:
        """The chats."""
        return range(self.first_chat, self.first_chat + self.chats)


@dataclass(frozen=True)
class Outcome:
    """What a crowd met with."""

    crowd: Crowd
    seen: Sequence[Seen]
    """Of each chat."""
    waits: Sequence[float]
    """Seconds from a question to the first message after it."""
    refused: int
    """Calls that Telegram took for too fast."""

    @property
    def lost(self) -> int:
        """Questions without an answer."""
        return sum(each.lost for each in self.seen)

    @property
    def doubled(self) -> int:
        """Answers that came again without a word of excuse."""
        return sum(each.doubled for each in self.seen)

    @property
    def excused(self) -> int:
        """Answers that came again and said so."""
        return sum(each.excused for each in self.seen)

    @property
    def disordered(self) -> int:
        """Chats in which an answer came before an earlier question's."""
        return sum(not each.in_order for each in self.seen)

    def waited(self, part: float) -> float:
        """Within how many seconds this part of the questions got a first message."""
        return percentile(self.waits, part)


def telegram_settings(folder: Path, telegram: StandIn) -> Settings:
    """Settings with a bot."""
    found = settings_for(folder)
    bot = {
        "telegram_token": SecretStr(TOKEN),
        "telegram_api": telegram.url,
        "public_url": f"http://127.0.0.1:{found.port}",
        "rasa_timeout": 10.0,
    }
    return found.model_copy(update=bot)


@contextmanager
def whole() -> Iterator[tuple[StandIn, LooseProcesses]]:
    """All processes, with what stands in for Telegram."""
    with StandIn() as telegram, tempfile.TemporaryDirectory() as folder:
        processes = LooseProcesses(telegram_settings(Path(folder), telegram))
        try:
            processes.start("actions", "rasa", "gateway")
            yield telegram, processes
        finally:
            processes.stop()


def ask(telegram: StandIn, crowd: Crowd) -> Outcome:
    """Let a crowd ask, and wait until each question is answered or nothing more comes."""
    before = len(telegram.get("calls"))
    sent = asyncio.run(_everybody(telegram.url, crowd))
    return wait_for_answers(telegram, crowd, sent, before)


def wait_for_answers(
    telegram: StandIn, crowd: Crowd, sent: Mapping[int, Sequence[float]], calls_before: int = 0
) -> Outcome:
    """What the chats show in the end."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not any(each.lost for each in _seen(telegram, crowd)) and _is_quiet(telegram):
            break
        time.sleep(1.0)
    waits = [wait for chat_id, times in sent.items() for wait in _waits(_shown(telegram, chat_id), times)]
    refused = sum(call["status"] == httpx.codes.TOO_MANY_REQUESTS for call in telegram.get("calls")[calls_before:])
    return Outcome(crowd, _seen(telegram, crowd), waits, refused)


async def _everybody(url: str, crowd: Crowd) -> dict[int, list[float]]:
    """Chat -> when it asked, in milliseconds."""
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        times = await asyncio.gather(*(_one(client, chat_id, crowd) for chat_id in crowd.ids))
    return dict(zip(crowd.ids, times, strict=True))


async def _one(client: httpx.AsyncClient, chat_id: int, crowd: Crowd) -> list[float]:
    await asyncio.sleep(random.Random(chat_id).uniform(0, crowd.each))
    sent = []
    for number in range(crowd.questions):
        sent.append(time.time() * 1000)
        (await client.post("/sendMessage", json=_written(chat_id, question(number)))).raise_for_status()
        if number + 1 < crowd.questions:
            await asyncio.sleep(crowd.each)
    return sent


def _written(chat_id: int, text: str) -> Json:
    person = {"id": chat_id, "is_bot": False, "first_name": "Mi"}
    chat = {"id": chat_id, "type": "private"}
    return {"botToken": TOKEN, "date": int(time.time()), "text": text, "from": person, "chat": chat}


def _seen(telegram: StandIn, crowd: Crowd) -> list[Seen]:
    return [
        seen(crowd.questions, [message.get("text") or "" for message in _shown(telegram, chat_id)])
        for chat_id in crowd.ids
    ]


def _shown(telegram: StandIn, chat_id: int) -> list[Json]:
    return list(telegram.get("messages", chat_id=chat_id))


def _is_quiet(telegram: StandIn) -> bool:
    calls = telegram.calls("sendMessage")
    return not calls or time.time() * 1000 - calls[-1]["at"] > QUIET * 1000


def _waits(shown: Sequence[Json], times: Sequence[float]) -> Iterator[float]:
    for asked_at in times:
        after = [message["at"] for message in shown if message["at"] >= asked_at]
        if after:
            yield (min(after) - asked_at) / 1000

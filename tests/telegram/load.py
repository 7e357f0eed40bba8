"""How long firms wait when many write at once: `python -m tests.telegram.load [chats] [messages of each]`.

Against the really running advisor and what stands in for Telegram, for a minute.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from pydantic import SecretStr

from tests.live.system import LooseProcesses, settings_for
from tests.telegram.stand_in import TOKEN, StandIn

SECONDS = 60
WORDS = ("/start", "We make baskets in Myanmar", "What stage are we in?", "I don't know")
SETTLE_SECONDS = 20


def main(chats: int = 300, messages: int = 2) -> None:
    """Run for a minute and print what was measured."""
    with StandIn() as telegram, tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder)).model_copy(
            update={"telegram_token": SecretStr(TOKEN), "telegram_api": telegram.url, "rasa_timeout": 10.0}
        )
        processes = LooseProcesses(settings)
        try:
            processes.start("actions", "rasa", "gateway")
            sent = asyncio.run(everybody(telegram.url, chats, messages))
            time.sleep(SETTLE_SECONDS)
            report(telegram, sent)
        finally:
            processes.stop()


async def everybody(url: str, chats: int, messages: int) -> dict[int, list[float]]:
    """Chat -> when it wrote, in milliseconds."""
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        written = await asyncio.gather(*(one(client, chat_id, messages) for chat_id in range(1, chats + 1)))
    return dict(enumerate(written, start=1))


async def one(client: httpx.AsyncClient, chat_id: int, messages: int) -> list[float]:
    each = SECONDS / messages
    await asyncio.sleep(random.uniform(0, each))  # noqa: S311 - no secret
    sent = []
    for number in range(messages):
        if number:
            await asyncio.sleep(each)
        sent.append(time.time() * 1000)
        person = {"id": chat_id, "is_bot": False, "first_name": "Mi"}
        said = {
            "botToken": TOKEN,
            "date": int(time.time()),
            "text": WORDS[number % len(WORDS)],
            "from": person,
            "chat": {"id": chat_id, "type": "private"},
        }
        (await client.post("/sendMessage", json=said)).raise_for_status()
    return sent


def report(telegram: StandIn, sent: dict[int, list[float]]) -> None:
    waits, lost = [], 0
    for chat_id, times in sent.items():
        answered = [message["at"] for message in telegram.get("messages", chat_id=chat_id)]
        for number, at in enumerate(times):
            until = times[number + 1] if number + 1 < len(times) else float("inf")
            after = [answer for answer in answered if at <= answer < until]
            lost += not after
            waits += [(after[0] - at) / 1000] if after else []
    calls: list[Any] = telegram.get("calls")
    refused = sum(call["status"] == 429 for call in calls)
    parts = quantiles(waits, n=100)
    print(f"{len(waits)} answers, {lost} without one in its time, {refused} times too fast for Telegram")  # noqa: T201
    print(f"to the first answer: p50 {parts[49]:.2f} s, p95 {parts[94]:.2f} s, most {max(waits):.2f} s")  # noqa: T201


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))

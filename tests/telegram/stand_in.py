"""The npm package telegram-test-api with our stricter layer, as a process of its own."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx

from tests.ops.conftest import free_port
from tests.telegram.rich import rich

Json = dict[str, Any]
SERVER = Path(__file__).parent / "server"
TOKEN = "123456:a-token-of-a-bot-that-is-none"
PATIENCE = 60.0
QUIET_SECONDS = 1.6
"""A chat gets about one message a second, so that after so long nothing more comes."""


class StandIn:
    """Telegram, as a test needs it."""

    def __init__(self) -> None:
        if not (SERVER / "node_modules").is_dir():
            raise FileNotFoundError(f"telegram-test-api is not installed; run `npm ci` in {SERVER}")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(base_url=self.url, timeout=10, trust_env=False)
        self._process = subprocess.Popen(["node", str(SERVER / "main.js"), str(port)], stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self._process.terminate()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def get(self, what: str, **wanted: str | int) -> Any:
        return self.http.get(f"/__test/{what}", params=wanted).raise_for_status().json()

    def post(self, what: str, **said: object) -> Json:
        return self.http.post(f"/__test/{what}", json=said).raise_for_status().json()  # type: ignore[no-any-return]

    def update(self, **content: object) -> Json:
        """An update of any kind."""
        return self.post("update", **content)

    def fails(self, **how: object) -> None:
        """The next calls fail: `method`, `status`, `count`, `retry_after`, `after` (done, but not answered so)."""
        self.post("fail", **how)

    def is_down_for(self, seconds: float) -> None:
        """Nobody gets an answer."""
        self.post("down", seconds=seconds)

    def calls(self, method: str) -> list[Json]:
        return list(self.get("calls", method=method))


class Firm:
    """A person in a private chat."""

    def __init__(self, telegram: StandIn, chat_id: int) -> None:
        self.telegram = telegram
        self.chat_id = chat_id

    def shown(self) -> list[Json]:
        """The messages of the bot, as the chat shows them now."""
        return list(self.telegram.get("messages", chat_id=self.chat_id))

    def texts(self) -> list[str]:
        return [message.get("text") or message.get("caption") or "" for message in self.shown()]

    def has_file(self) -> bool:
        return any(message.get("caption") for message in self.shown())

    def buttons(self) -> list[tuple[int, str, str]]:
        """Message, words and data of each button under the last message that has some."""
        for message in reversed(self.shown()):
            found = [
                (message["message_id"], key["text"], key["callback_data"]) for row in message["buttons"] for key in row
            ]
            if found:
                return found
        return []

    def sends(self, text: str) -> None:
        """Write without waiting."""
        said = {"botToken": TOKEN, "date": int(time.time()), "text": text, **self._common()}
        self.telegram.http.post("/sendMessage", json=said).raise_for_status()

    def writes(self, text: str) -> list[str]:
        """Write, and wait for the answer."""
        return self._after(lambda: self.sends(text))

    def presses(self, button: tuple[int, str, str]) -> list[str]:
        """Press a button, and wait for the answer."""
        message_id, _, data = button
        shown = next(message for message in self.shown() if message["message_id"] == message_id)
        under = {"message_id": message_id, "date": int(time.time()), **rich(shown["text"]), **self._common()}
        pressed = {"botToken": TOKEN, "date": int(time.time()), "from": under["from"], "message": under, "data": data}
        return self._after(lambda: self.telegram.http.post("/sendCallback", json=pressed).raise_for_status())

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} did not come; the chat shows {self.texts()[-3:]}")
            time.sleep(0.1)

    def _after(self, deed: Callable[[], object]) -> list[str]:
        before = len(self.shown())
        deed()
        self.wait_until(lambda: len(self.shown()) > before, "an answer")
        self.wait_for_quiet()
        return self.texts()[before:]

    def wait_for_quiet(self) -> None:
        count, since = len(self.shown()), time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            time.sleep(0.1)
            if (now := len(self.shown())) != count:
                count, since = now, time.monotonic()

    def _common(self) -> Json:
        person = {"id": self.chat_id, "is_bot": False, "first_name": "Mi"}
        return {"from": person, "chat": {"id": self.chat_id, "type": "private", "first_name": "Mi"}}

"""One of the support staff, at the console of the really running advisor."""

from __future__ import annotations

import re
import subprocess
import sys
import uuid
from typing import Self

import httpx

from advisor.ops import processes
from advisor.settings import ROOT, Settings

PASSWORD = re.compile(r"is (\S+)")
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
MESSAGE = re.compile(r'<article id="m(\d+)".*?<p class="words">(.*?)</p>', re.DOTALL)
WAITING = re.compile(r"/console/conversations/([0-9a-f]{32})/take")


def add_reviewer(settings: Settings, name: str) -> str:
    """Make an account from the command line, and return its password."""
    added = subprocess.run(
        (sys.executable, "-m", "advisor", "staff", "add", name, "--role", "reviewer"),
        cwd=ROOT,
        env=processes.environment(settings),
        capture_output=True,
        text=True,
        check=True,
    )
    found = PASSWORD.search(added.stdout)
    assert found, added.stdout
    return found[1]


class Desk:
    """A reviewer who is signed in, without a browser."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self._client = httpx.Client(base_url=f"{url}/console", timeout=60, trust_env=False)
        self._client.post("/sign-in", data={"name": name, "password": password})
        found = CSRF.search(self.reads("/account"))
        assert found, "not signed in"
        self._csrf = found[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def waiting(self) -> list[str]:
        """Conversations of firms that wait for a person."""
        return WAITING.findall(self.reads("/handovers"))

    def takes(self, conversation_id: str) -> None:
        """Speak in place of the advisor."""
        self._posts(f"/conversations/{conversation_id}/take")

    def says(self, conversation_id: str, text: str) -> None:
        """What the firm is to read."""
        self._posts(f"/conversations/{conversation_id}/say", text=text, message=uuid.uuid4().hex)

    def hands_back(self, conversation_id: str) -> None:
        """Let the advisor speak again."""
        self._posts(f"/conversations/{conversation_id}/hand-back")

    def corrects(self, conversation_id: str, words: str, intent: str) -> None:
        """Say what a message meant."""
        message = self.message(conversation_id, words)
        self._posts(f"/conversations/{conversation_id}/corrections", message=message, intent=intent)

    def message(self, conversation_id: str, words: str) -> str:
        """The number of the message with these words."""
        found = MESSAGE.findall(self.reads(f"/conversations/{conversation_id}"))
        return next(number for number, said in found if said == words)

    def reads(self, path: str) -> str:
        """A page or file of the console."""
        return self._client.get(path).raise_for_status().text

    def _posts(self, path: str, **form: str) -> None:
        response = self._client.post(path, data={"csrf": self._csrf, **form})
        assert response.status_code == httpx.codes.SEE_OTHER, (path, response.status_code)

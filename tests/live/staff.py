"""One of the staff at the console of the really running advisor."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx

from advisor.console.accounts import Accounts
from advisor.console.permissions import Role
from advisor.store.audit import AuditLog
from advisor.store.database import Database
from advisor.store.staff import StaffStore

CSRF = re.compile(r'name="csrf" value="([^"]+)"')
MESSAGE = re.compile(r'<article id="m(\d+)".*?<p class="words">(.*?)</p>', re.DOTALL)


class Reviewer:
    """Signs in with an account of its own."""

    def __init__(self, url: str, database: Path, name: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        password = asyncio.run(_account(database, name))
        self._client.post("/console/sign-in", data={"name": name, "password": password})
        found = CSRF.search(self.reads("/account"))
        assert found, "not signed in"
        self._csrf = found[1]

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def reads(self, path: str) -> str:
        """A page or file of the console."""
        return self._client.get(f"/console{path}").raise_for_status().text

    def message(self, conversation_id: str, words: str) -> str:
        """The number of the message with these words."""
        found = MESSAGE.findall(self.reads(f"/conversations/{conversation_id}"))
        return next(number for number, said in found if said == words)

    def corrects(self, conversation_id: str, words: str, intent: str) -> None:
        """Say what a message meant."""
        form = {"csrf": self._csrf, "message": self.message(conversation_id, words), "intent": intent}
        response = self._client.post(f"/console/conversations/{conversation_id}/corrections", data=form)
        assert response.status_code == httpx.codes.SEE_OTHER, response.text


async def _account(database: Path, name: str) -> str:
    async with Database(f"sqlite:///{database}") as opened:
        return await Accounts(StaffStore(opened), AuditLog(opened)).add(name, Role.REVIEWER, "test")

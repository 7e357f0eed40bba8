"""A conversation in the terminal, through the gateway's API."""

from __future__ import annotations

import argparse
import json
import string
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from advisor.settings import ROOT, load_settings

STATE = ROOT / "var" / "talk.json"
QUIT = "/quit"
REPLY_SECONDS = 60.0

NOT_RUNNING = "The gateway does not answer at {url}. Run `make start` first, in another terminal."
LETTERS = string.ascii_lowercase
"""Name the buttons, because a number may be the answer itself."""
WELCOME = f"Type your answer, or the letter of a button. {QUIT} or Ctrl-D leaves; the conversation is kept."
GOODBYE = "Goodbye. `make talk` goes on from here."

Json = dict[str, Any]
Ask = Callable[[str], str]
Say = Callable[[str], None]


class RefusedError(Exception):
    """The gateway did not accept a request; the message says why."""


@dataclass(frozen=True)
class Ticket:
    """What it takes to continue a conversation."""

    conversation_id: str
    token: str

    @property
    def path(self) -> str:
        """Where its messages are."""
        return f"/api/conversations/{self.conversation_id}/messages"

    @property
    def headers(self) -> dict[str, str]:
        """What opens the door."""
        return {"Authorization": f"Bearer {self.token}"}


class Notebook:
    """Keeps the ticket between runs, for this user's eyes only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Ticket | None:
        """The ticket kept, if there is a usable one."""
        try:
            return Ticket(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, ticket: Ticket) -> None:
        """Keep a ticket."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        self._path.write_text(json.dumps(ticket.__dict__), encoding="utf-8")


class Talk:
    """One run of the terminal conversation."""

    def __init__(self, client: httpx.Client, notebook: Notebook, ask: Ask = input, say: Say = print) -> None:
        self._client = client
        self._notebook = notebook
        self._ask = ask
        self._say = say
        self._buttons: list[Json] = []

    def run(self, anew: bool = False) -> None:
        """Until the firm leaves."""
        self._say(WELCOME)
        ticket = None if anew else self._resume(self._notebook.read())
        ticket = ticket or self._open()
        while (words := self._listen()) is not None:
            if words:
                self._send(ticket, words)
        self._say(GOODBYE)

    def _resume(self, ticket: Ticket | None) -> Ticket | None:
        """Show where the conversation was, unless it is gone."""
        if ticket is None:
            return None
        response = self._client.get(ticket.path, headers=ticket.headers)
        if response.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.NOT_FOUND}:
            return None
        self._show(_last_exchange(_accepted(response)["messages"]))
        return ticket

    def _open(self) -> Ticket:
        opened = _accepted(self._client.post("/api/conversations", json={"channel": "terminal"}))
        ticket = Ticket(opened["conversation_id"], opened["token"])
        self._notebook.write(ticket)
        self._show(opened["messages"])
        return ticket

    def _listen(self) -> str | None:
        try:
            words = self._ask("\n> ").strip()
        except (EOFError, KeyboardInterrupt):
            self._say("")
            return None
        return None if words == QUIT else words

    def _send(self, ticket: Ticket, words: str) -> None:
        response = self._client.post(ticket.path, json=self._body(words), headers=ticket.headers)
        try:
            self._show(_accepted(response)["messages"])
        except RefusedError as error:
            self._say(str(error))

    def _body(self, words: str) -> Json:
        chosen = dict(zip(LETTERS, self._buttons, strict=False)).get(words.lower())
        if chosen:
            return {"payload": chosen["payload"]}
        return {"payload": words} if words.startswith("/") else {"text": words}

    def _show(self, messages: Iterable[Json]) -> None:
        for message in messages:
            self._show_one(message)

    def _show_one(self, message: Json) -> None:
        who = "you" if message["author"] == "firm" else "advisor"
        self._say(f"\n{who}: {message['text']}")
        if message["buttons"]:
            self._buttons = message["buttons"]
        for letter, button in zip(LETTERS, message["buttons"], strict=False):
            self._say(f"  {letter}) {button['title']}")


def _last_exchange(messages: list[Json]) -> list[Json]:
    """From the firm's last message on; all if it said nothing yet."""
    starts = [index for index, message in enumerate(messages) if message["author"] == "firm"]
    return messages[starts[-1] :] if starts else messages


def _accepted(response: httpx.Response) -> Json:
    if response.is_success:
        return dict(response.json())
    raise RefusedError(response.json().get("detail", f"The gateway answered {response.status_code}."))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `python -m advisor talk` takes."""
    parser.add_argument("--new", action="store_true", help="start a new conversation")
    parser.add_argument("--url", help="address of the gateway (as in the settings if not given)")


def run(args: argparse.Namespace) -> int:
    """Talk until the firm leaves. 1 if the gateway is not there."""
    url = args.url or gateway_url()
    with httpx.Client(base_url=url, timeout=REPLY_SECONDS, trust_env=False) as client:
        return talk(Talk(client, Notebook(STATE)), url, args.new)


def talk(conversation: Talk, url: str, anew: bool) -> int:
    """Run a conversation, with errors told in a sentence."""
    try:
        conversation.run(anew)
    except httpx.TransportError:
        print(NOT_RUNNING.format(url=url), file=sys.stderr)
        return 1
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\n{GOODBYE}")
    return 0


def gateway_url() -> str:
    """Where the gateway of these settings can be reached from here."""
    settings = load_settings()
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 # nosec B104
    return f"http://{host}:{settings.port}"

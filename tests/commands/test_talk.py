"""A conversation in the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from advisor.commands.talk import GOODBYE, Notebook, RefusedError, Talk, Ticket, add_arguments, gateway_url, run, talk
from advisor.settings import load_settings

Json = dict[str, Any]
URL = "http://gateway"


def message(text: str, author: str = "advisor", *buttons: str) -> Json:
    listed = [{"title": title, "payload": f"/{title.lower()}"} for title in buttons]
    return {"author": author, "text": text, "buttons": listed, "data": {}}


class FakeGateway:
    """Greets with two buttons, repeats what it gets."""

    def __init__(self) -> None:
        self.said: list[Json] = []
        self.status = 200
        self.history: list[Json] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.status != 200:
            return httpx.Response(self.status, json={"detail": "Please wait a moment."})
        if request.url.path == "/api/conversations":
            greeting = message("Hello", "advisor", "Yes", "No")
            return httpx.Response(201, json={"conversation_id": "c1", "token": "t1", "messages": [greeting]})
        assert request.headers["Authorization"] == "Bearer t1"
        if request.method == "GET":
            return httpx.Response(200, json={"messages": self.history})
        self.said.append(json.loads(request.content))
        return httpx.Response(200, json={"messages": [message("Noted.")]})


class Terminal:
    """Somebody who types, and what appears."""

    def __init__(self, *typed: str | type[BaseException]) -> None:
        self._typed = iter(typed)
        self.shown: list[str] = []

    def ask(self, _: str) -> str:
        typed = next(self._typed, EOFError)
        if isinstance(typed, str):
            return typed
        raise typed

    @property
    def text(self) -> str:
        return "\n".join(self.shown)


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "var" / "talk.json")


def conversation(gateway: Callable[[httpx.Request], httpx.Response], notebook: Notebook, terminal: Terminal) -> Talk:
    client = httpx.Client(base_url=URL, transport=httpx.MockTransport(gateway))
    return Talk(client, notebook, terminal.ask, terminal.shown.append)


def test_words_buttons_and_commands_are_sent(gateway: FakeGateway, notebook: Notebook) -> None:
    terminal = Terminal("We make baskets", "b", "7", "/help", "", "/quit")

    conversation(gateway, notebook, terminal).run()

    assert gateway.said == [{"text": "We make baskets"}, {"payload": "/no"}, {"text": "7"}, {"payload": "/help"}]
    assert "advisor: Hello\n  a) Yes\n  b) No" in terminal.text
    assert terminal.shown[-1] == GOODBYE


@pytest.mark.parametrize("leaving", [EOFError, KeyboardInterrupt, "/quit"])
def test_leaving_is_kind(gateway: FakeGateway, notebook: Notebook, leaving: str | type[BaseException]) -> None:
    terminal = Terminal(leaving)

    assert talk(conversation(gateway, notebook, terminal), URL, anew=False) == 0
    assert terminal.shown[-1] == GOODBYE


def test_a_return_goes_on(gateway: FakeGateway, notebook: Notebook) -> None:
    notebook.write(Ticket("c1", "t1"))
    gateway.history = [message("Hello"), message("hi", "firm"), message("Which country?", "advisor", "Myanmar")]
    terminal = Terminal("a")

    conversation(gateway, notebook, terminal).run()

    assert "you: hi" in terminal.text
    assert "Hello" not in terminal.text
    assert gateway.said == [{"payload": "/myanmar"}]


def test_a_return_before_anything_was_said_shows_the_greeting(gateway: FakeGateway, notebook: Notebook) -> None:
    notebook.write(Ticket("c1", "t1"))
    gateway.history = [message("Hello again")]
    terminal = Terminal()

    conversation(gateway, notebook, terminal).run()

    assert "Hello again" in terminal.text


def test_new_starts_anew(gateway: FakeGateway, notebook: Notebook) -> None:
    notebook.write(Ticket("old", "old"))

    conversation(gateway, notebook, Terminal()).run(anew=True)

    assert notebook.read() == Ticket("c1", "t1")


def test_an_erased_conversation_is_followed_by_a_new_one(gateway: FakeGateway, notebook: Notebook) -> None:
    notebook.write(Ticket("gone", "gone"))

    def erased(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={}) if "gone" in request.url.path else gateway(request)

    conversation(erased, notebook, Terminal()).run()

    assert notebook.read() == Ticket("c1", "t1")


def test_the_ticket_is_for_this_user_alone(notebook: Notebook, tmp_path: Path) -> None:
    notebook.write(Ticket("c1", "t1"))

    assert (tmp_path / "var" / "talk.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"token": "t"}'])
def test_a_spoilt_ticket_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "talk.json"
    path.write_text(content)

    assert Notebook(path).read() is None


def test_a_refused_message_is_told_and_the_conversation_goes_on(gateway: FakeGateway, notebook: Notebook) -> None:
    terminal = Terminal("hello")
    talking = conversation(gateway, notebook, terminal)
    notebook.write(Ticket("c1", "t1"))
    original = gateway.__call__

    def limited(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, json={"detail": "Please wait."}) if request.method == "POST" else original(request)

    talking = conversation(limited, notebook, terminal)
    talking.run()

    assert "Please wait." in terminal.text


def test_a_gateway_that_refuses_is_told(
    gateway: FakeGateway, notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.status = 429

    assert talk(conversation(gateway, notebook, Terminal()), URL, anew=True) == 1
    assert "Please wait a moment." in capsys.readouterr().err


def test_without_gateway_it_says_what_to_do(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    assert talk(conversation(refuse, notebook, Terminal()), URL, anew=False) == 1
    assert "make start" in capsys.readouterr().err


def test_ctrl_c_while_waiting_is_kind(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    assert talk(conversation(interrupted, notebook, Terminal()), URL, anew=False) == 0
    assert GOODBYE in capsys.readouterr().out


def test_the_command_finds_the_gateway_by_its_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setenv("ADVISOR_HOST", "0.0.0.0")
    monkeypatch.setenv("ADVISOR_PORT", "1")
    load_settings.cache_clear()
    try:
        assert gateway_url() == "http://127.0.0.1:1"
        assert run(parser.parse_args(["--new"])) == 1
    finally:
        load_settings.cache_clear()
    assert "http://127.0.0.1:1" in capsys.readouterr().err


def test_a_refusal_without_detail_names_the_status() -> None:
    with pytest.raises(RefusedError, match="502"):
        Talk(
            httpx.Client(base_url=URL, transport=httpx.MockTransport(lambda _: httpx.Response(502, json={}))),
            Notebook(Path("unused")),
            say=lambda _: None,
        ).run(anew=True)

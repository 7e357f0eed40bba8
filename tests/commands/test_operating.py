from __future__ import annotations

import argparse
import os
from types import ModuleType

import pytest

from advisor.commands import process, rasa, start, train
from advisor.ops import launch
from advisor.ops.console import Console
from advisor.ops.many import Many


def parsed(command: ModuleType, *arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


@pytest.mark.parametrize(("arguments", "verbose"), [((), False), (("--verbose",), True)])
def test_start_runs_the_whole_system(
    arguments: tuple[str, ...], verbose: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}

    def start_it(_console: Console, system: launch.System, *, verbose: bool) -> int:
        seen.update(services=[service.name for service in system.services], verbose=verbose)
        return 0

    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setattr(start, "start", start_it)
    assert start.run(parsed(start, *arguments)) == 0
    assert seen == {"services": ["rasa", "actions", "gateway"], "verbose": verbose}


def test_start_runs_several_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Many] = []
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setattr(start, "start_many", lambda _console, many, *, verbose: seen.append(many) or int(verbose))
    assert start.run(parsed(start, "--like-production")) == 0
    assert (seen[0].servers, seen[0].gateways) == (2, 2)


@pytest.mark.parametrize(
    ("name", "redis", "words", "withheld"),
    [
        ("rasa", "", "endpoints.yml", "ADVISOR_TELEGRAM_TOKEN"),
        ("rasa", "redis://127.0.0.1:6379/0", "endpoints.production.yml", "ADVISOR_TELEGRAM_TOKEN"),
        ("actions", "", "actions", "ADVISOR_DATABASE_URL"),
        ("gateway", "", "gateway", "nothing"),
    ],
)
def test_one_process_gets_what_it_needs(
    name: str, redis: str, words: str, withheld: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[tuple[str, ...], dict[str, str]]] = []
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setenv("ADVISOR_REDIS_URL", redis)
    monkeypatch.setattr(os, "execve", lambda _path, command, environment: seen.append((command, environment)))
    monkeypatch.setattr(os, "chdir", lambda _path: None)
    process.run(parsed(process, name))
    ((command, environment),) = seen
    assert words in command
    assert withheld not in environment
    assert environment["ADVISOR_ACTIONS_URL"] == "http://127.0.0.1:5055"


def test_train_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setattr(launch, "ensure_trained", lambda _model, _surroundings, console: console.done("trained"))
    assert train.run(parsed(train)) == 0


def test_rasa_gets_its_arguments_and_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[tuple[str, ...], dict[str, str]]] = []
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setattr(os, "execve", lambda _path, command, environment: seen.append((command, environment)))
    rasa.run(parsed(rasa, "data", "validate", "--fail-on-warnings"))
    (command, environment) = seen[0]
    assert list(command[1:]) == ["-m", "rasa", "data", "validate", "--fail-on-warnings"]
    assert environment["ADVISOR_RASA_PORT"] == "5005"

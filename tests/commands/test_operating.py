from __future__ import annotations

import argparse
import os
from types import ModuleType

import pytest

from advisor.commands import rasa, start, train
from advisor.ops import launch
from advisor.ops.console import Console


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

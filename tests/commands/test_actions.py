"""Running the action server."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.session import knowledge
from advisor.commands import actions


@pytest.fixture(autouse=True)
def _knowledge_read_anew() -> Iterator[None]:
    knowledge.cache_clear()
    yield
    knowledge.cache_clear()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[argparse.Namespace]:
    seen: list[argparse.Namespace] = []
    monkeypatch.setattr(actions, "main_from_args", seen.append)
    monkeypatch.setattr(actions, "settle", lambda: None)
    return seen


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    actions.add_arguments(parser)
    return actions.run(parser.parse_args(arguments))


def test_it_serves_our_actions_with_the_knowledge_at_hand(served: list[argparse.Namespace]) -> None:
    assert run("--port", "5056") == 0
    assert (served[0].actions, served[0].port) == ("actions", 5056)
    assert knowledge.cache_info().currsize == 1


def test_it_does_not_serve_without_knowledge(
    served: list[argparse.Namespace],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ADVISOR_KNOWLEDGE_DIR", str(tmp_path))
    with pytest.raises(SystemExit):
        run()
    assert "The action server does not start" in capsys.readouterr().err
    assert not served

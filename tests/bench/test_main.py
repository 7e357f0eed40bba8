"""`python -m bench` finds what it offers."""

from __future__ import annotations

import importlib

import pytest

from bench.__main__ import LIVE, SCRIPTS, WORDS, main

pytestmark = pytest.mark.slow

OFFERED = [
    *(("bench.words", name) for name in WORDS),
    *(("bench.live", name) for name in LIVE.values()),
    *((f"bench.{name}", "main") for name in SCRIPTS),
]


@pytest.mark.parametrize(("module", "function"), OFFERED)
def test_what_is_offered_is_there(module: str, function: str) -> None:
    assert callable(getattr(importlib.import_module(module), function))


def test_a_name_that_is_not_offered_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["turnz"])
    assert "no bench is called turnz; expected any of intents, off_topic," in capsys.readouterr().err

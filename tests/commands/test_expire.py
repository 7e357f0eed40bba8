"""Erasing old conversations from the command line."""

from __future__ import annotations

import argparse

import pytest

from advisor.commands import expire
from advisor.settings import load_settings

pytestmark = pytest.mark.usefixtures("empty_database")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    expire.add_arguments(parser)
    return expire.run(parser.parse_args(arguments))


def test_without_a_number_of_days_nothing_is_erased(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 2
    assert "ADVISOR_RETENTION_DAYS" in capsys.readouterr().out


def test_it_says_how_many_were_erased(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("--days", "30") == 0
    assert capsys.readouterr().out == "Erased 0 conversations in which nobody wrote for 30 days.\n"
    monkeypatch.setenv("ADVISOR_RETENTION_DAYS", "7")
    load_settings.cache_clear()
    assert run() == 0
    assert "for 7 days" in capsys.readouterr().out


@pytest.mark.parametrize("days", ["0", "-1", "soon"])
def test_what_is_no_number_of_days_is_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--days", days)
    assert "expected 1 or more" in capsys.readouterr().err

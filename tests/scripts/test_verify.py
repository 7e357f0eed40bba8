from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import verify


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_the_first_step_that_fails_ends_it_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = [
        verify.Step("formatting", python("")),
        verify.Step("lint", python("raise SystemExit(3)")),
        verify.Step("types", python("print('never seen')")),
    ]
    monkeypatch.setattr(verify, "fast", lambda: steps)
    assert verify.main(["fast"]) == 3
    out, err = capfd.readouterr()
    assert "[1/3] ok" in out
    assert "[2/3] FAILED: lint (exit code 3" in err
    assert "never seen" not in out


def test_all_steps_passing_is_said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(verify, "everything", lambda: [verify.Step("formatting", python(""))])
    assert verify.main(["all"]) == 0
    assert "All 1 steps passed" in capfd.readouterr().out


def test_the_developers_settings_and_database_play_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_PORT", "8001")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with verify.surroundings() as environment:
        assert not {"ADVISOR_PORT", "PYTHONDONTWRITEBYTECODE"} & set(environment)
        assert environment["ADVISOR_DATABASE_URL"].endswith("/advisor.db")
        assert Path(environment["ADVISOR_VAR_DIR"]).is_dir()


def test_the_whole_has_all_that_the_fast_part_has_but_the_choice_of_tests() -> None:
    whole = [step.command for step in verify.everything()]
    assert all(step.command in whole for step in verify.fast() if "pytest" not in step.command)


def test_the_core_is_covered_wholly_and_the_rest_well() -> None:
    bounds = [step.command[-1] for step in verify.everything() if "report" in step.command]
    assert bounds == ["--fail-under=100", "--fail-under=90"]

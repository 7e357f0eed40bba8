"""The first account of the support staff: its password is shown, and kept in no log."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.ops.launch import start
from advisor.ops.problem import OpsError
from tests.ops import fake_start
from tests.ops.conftest import SpokenTo, free_port

pytestmark = pytest.mark.slow


def test_the_password_goes_to_the_terminal_alone(tmp_path: Path, console: SpokenTo) -> None:
    says = (sys.executable, "-c", "print('The password of admin is open-sesame')")
    system = replace(fake_start.system(tmp_path, free_port(), ["healthy"]), first_admin=says)
    console.stop_at = "The advisor is ready"

    assert start(console, system) == 0

    assert "open-sesame" in console.out.getvalue()
    assert [log.name for log in tmp_path.rglob("*.log*") if "open-sesame" in log.read_text()] == []


def test_what_prevents_it_is_said(tmp_path: Path, console: SpokenTo) -> None:
    fails = (sys.executable, "-c", "raise SystemExit('no such table: staff')")
    system = replace(fake_start.system(tmp_path, free_port(), ["healthy"]), first_admin=fails)

    with pytest.raises(OpsError, match="first account"):
        start(console, system)

"""The bench of several processes counts as it says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.many import SECONDS, SETTINGS, USERS, Measured, ratios, table
from bench.processor import busy_seconds, family
from bench.talkers import Took


def measured(turns: int, seconds: float) -> Measured:
    took = [Took(number, 10.0) for number in range(turns)]
    one = Measured(took=[took, took, took[:1]])
    one.busy["Rasa"] = seconds
    return one


def test_the_middle_round_counts() -> None:
    assert measured(300, 1.0).rate == pytest.approx(300 / SECONDS)
    assert measured(300, 1.0).cores == pytest.approx(1 / SECONDS / 3)


def test_settings_stand_side_by_side_with_the_ratio_that_counts() -> None:
    found = {
        (setting, users): measured(300 * setting.servers, 30.0 * setting.servers)
        for setting in SETTINGS
        for users in USERS
    }
    lines = list(table(found))
    assert lines[0].count("|") == 2 + len(SETTINGS)
    assert any(line.startswith("| 8 users: processor a turn, Rasa | 49.9 ms | 50.0 ms |") for line in lines)
    assert [line for line in ratios(found) if "take 2.00 times the turns of one (wanted: 1.6)" in line]


def test_a_process_is_busy_with_all_that_it_started() -> None:
    work = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**7)); input()']); input()"
    with subprocess.Popen([sys.executable, "-c", work], stdin=subprocess.PIPE) as process:
        while len(list(family(process.pid))) < 2 or busy_seconds(process.pid) == 0:
            pass
        assert busy_seconds(process.pid) > 0
        process.communicate(b"\n\n")
    assert busy_seconds(process.pid) == 0

"""Starts a whole system of small fakes, as an operator would, and ends it in every way there is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.ops import launch
from advisor.ops.console import Console
from advisor.ops.health import is_healthy
from advisor.ops.launch import guarded, prepare, start, stop_signals
from advisor.ops.problem import OpsError, StopRequestedError
from advisor.settings import ROOT
from tests.ops import fake_start
from tests.ops.conftest import SpokenTo, free_port
from tests.ops.processes_alive import alive, children, eventually

pytestmark = pytest.mark.slow

Started = subprocess.Popen[str]


class Operator:
    """Runs starts in one folder and cleans up after them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._started: list[Started] = []

    def start(self, *behaviours: str, **environment: str) -> Started:
        command = [sys.executable, fake_start.__file__, str(self.folder), str(self.port), *behaviours]
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        process = subprocess.Popen(
            command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self._started.append(process)
        return process

    def up(self) -> bool:
        return is_healthy("127.0.0.1", self.port, "/health")

    def ready(self, process: Started) -> Started:
        assert process.stdout
        assert any("The advisor is ready" in line for line in process.stdout)
        return process

    def clean_up(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()
        assert eventually(lambda: not self.up())


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    at_work = Operator(tmp_path)
    yield at_work
    at_work.clean_up()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_that_is_asked_for_is_clean(number: signal.Signals, operator: Operator) -> None:
    process = operator.ready(operator.start("healthy", "stubborn"))
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "everything has stopped" in out
    assert not operator.up()


def test_nothing_is_left_when_the_supervisor_is_killed(operator: Operator) -> None:
    process = operator.ready(operator.start("healthy", "stubborn"))
    leashes = children(process.pid)
    held = [child for leash in leashes for child in children(leash)]
    assert len(held) == 2
    process.kill()
    assert eventually(lambda: not any(alive(pid) for pid in (*leashes, *held)))


def test_a_crash_ends_everything_with_one_message(operator: Operator) -> None:
    process = operator.start("healthy", "crashes")
    _, err = process.communicate()
    assert process.returncode == 1
    assert err.startswith("Stopped: the crashes server ended with exit code 1")
    assert "| no such table: firms" in err
    assert not operator.up()


def test_a_second_start_says_so_kindly(operator: Operator) -> None:
    first = operator.ready(operator.start("healthy"))
    second = operator.start("healthy")
    _, err = second.communicate()
    assert second.returncode == 1
    assert f"already running here (process {first.pid})" in err
    assert operator.up()


def test_a_stop_while_it_starts_leaves_nothing(operator: Operator) -> None:
    process = operator.start("never_healthy")
    assert process.stdout
    assert any("Starting" in line for line in process.stdout)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    assert process.returncode == 130
    assert "nothing is left running" in out


def test_everything_ends_when_make_is_killed(operator: Operator, tmp_path: Path) -> None:
    script = f"{sys.executable} {fake_start.__file__} {tmp_path} {operator.port} healthy > {tmp_path}/out & wait"
    make = subprocess.Popen(["sh", "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT), "MAKELEVEL": "1"})
    assert eventually(operator.up)
    make.kill()
    make.wait()
    assert eventually(lambda: not operator.up())


def test_a_start_seen_from_within(tmp_path: Path, console: SpokenTo) -> None:
    system = fake_start.system(tmp_path, free_port(), ["healthy"])
    console.stop_at = "The advisor is ready"
    assert start(console, system) == 0
    told = console.out.getvalue()
    beginnings = [
        "Training the model",
        "the database is ready",
        "Starting healthy server",
        "advisor is ready",
        "everything has",
    ]
    assert [told.index(words) for words in beginnings] == sorted(told.index(words) for words in beginnings)


def test_knowledge_that_is_wrong_is_told_before_anything_is_made_of_it(tmp_path: Path, console: SpokenTo) -> None:
    system = replace(
        fake_start.system(tmp_path, free_port(), ["healthy"]), knowledge=("sh", "-c", "echo faq.yml; exit 1")
    )
    with pytest.raises(OpsError, match="checking the knowledge failed") as raised:
        start(console, system)
    assert raised.value.seen == "faq.yml"
    assert "Training" not in console.out.getvalue()


def test_make_is_outlived_by_nothing(console: SpokenTo, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[signal.Signals] = []
    monkeypatch.setenv("MAKELEVEL", "1")
    monkeypatch.setattr(launch, "die_with_parent", asked.append)
    with stop_signals(console.stop_requested):
        signal.raise_signal(signal.SIGTERM)
        assert console.stop_requested.is_set()
    assert asked == [signal.SIGTERM]


def test_nohup_keeps_its_word(console: SpokenTo) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stop_signals(console.stop_requested):
        signal.raise_signal(signal.SIGHUP)
    signal.signal(signal.SIGHUP, before)
    assert not console.stop_requested.is_set()


def test_preparing_makes_what_is_missing(tmp_path: Path, console: SpokenTo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_CHANNEL_SECRET", raising=False)
    monkeypatch.setenv("ADVISOR_VAR_DIR", str(tmp_path / "var"))
    settings = prepare(console, tmp_path / ".env")
    assert (tmp_path / "var" / "log").is_dir()
    assert settings.channel_secret.get_secret_value() not in console.out.getvalue()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OpsError("the disk is full.", todo="free some."), 1, "Stopped: the disk is full."),
        (OSError("no space"), 1, "the machine refused something: no space"),
        (StopRequestedError(), 130, "nothing is left running"),
    ],
)
def test_no_failure_is_a_traceback(error: Exception, code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_console: Console) -> int:
        raise error

    assert guarded(fail) == code
    assert words in "".join(capsys.readouterr())

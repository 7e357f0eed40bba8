"""What each part of the model costs: components for a message, policies for each step of a turn."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from advisor.ops import processes
from advisor.settings import ROOT
from bench.doors import PrivateConversation
from bench.talkers import Load, measure
from tests.live.system import LooseProcesses, settings_for

USERS = 2
Runs = Mapping[str, tuple[int, float]]
"""Part -> times run, seconds of a processor in all."""


def measured(seconds: float) -> tuple[Runs, int]:
    """The cost of each part, and how many turns there were."""
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as name:
        file = Path(name) / "parts.json"
        settings = settings_for(Path(name))
        services = [_timed(service, file) for service in processes.services(settings)]
        system = LooseProcesses(settings, services)
        secret = settings.channel_secret.get_secret_value()
        try:
            system.start("rasa", "actions")
            took = measure(lambda client: PrivateConversation(client, settings.rasa_url, secret), Load(USERS, seconds))
        finally:
            system.stop()
        return {part: tuple(run) for part, run in json.loads(file.read_text("utf-8")).items()}, len(took)


def table(cost: tuple[Runs, int]) -> Iterator[str]:
    """As Markdown, the most costly first."""
    runs, turns = cost
    yield "| part of the model | runs a turn | ms a run | ms a turn |"
    yield "| --- | --- | --- | --- |"
    for part, (times, seconds) in sorted(runs.items(), key=lambda item: -item[1][1]):
        ms = seconds * 1000
        yield f"| {_named(part)} | {times / turns:.1f} | {ms / times:.2f} | {ms / turns:.2f} |"


def _named(part: str) -> str:
    """`run_advisor.nlu.extractor.FactExtractor5` -> `FactExtractor`."""
    return part.removeprefix("run_").rpartition(".")[2].rstrip("0123456789")


def _timed(service: processes.Service, file: Path) -> processes.Service:
    if service.name != "rasa":
        return service
    env = ("/usr/bin/env", f"BENCH_PARTS={file}", f"PYTHONPATH={ROOT}")
    return replace(service, command=(*env, sys.executable, "-m", "bench.timed_server", *service.command[3:]))

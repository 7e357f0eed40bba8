"""The real system, started for tests: whole under its supervisor, or process by process so that one can be killed."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
from pydantic import SecretStr

from advisor.ops import processes
from advisor.settings import ROOT, Settings
from tests.ops.conftest import free_port

PATIENCE = 120
"""Seconds until everything must be up, on a machine that has other things to do."""
GRACE = 20
SHORT_TIMEOUT = 2.0


def settings_for(folder: Path) -> Settings:
    """Settings on free ports with a database of their own."""
    return Settings(
        channel_secret=SecretStr(secrets.token_urlsafe(32)),
        port=free_port(),
        rasa_port=free_port(),
        actions_port=free_port(),
        database_url=f"sqlite:///{folder / 'advisor.db'}",
        var_dir=folder,
        rasa_timeout=SHORT_TIMEOUT,
        messages_per_minute=10_000,
        requests_per_minute=10_000,
        conversations_per_hour=10_000,
        _env_file=None,
    )


class WholeSystem:
    """`make start`, as far as it needs an environment: `python -m advisor start`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.url = f"http://127.0.0.1:{settings.port}"
        self.logs = settings.var_dir
        self._process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "start"],
            cwd=ROOT,
            env=processes.environment(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        """Until the gateway says that all is well."""
        wait_for(lambda: is_healthy(self.url), "the whole system", lambda: self._process.poll() is None)

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; exit code and output."""
        self._process.send_signal(signal.SIGINT)
        output, _ = self._process.communicate(timeout=GRACE)
        return self._process.returncode, output


class LooseProcesses:
    """The same commands without a supervisor, which would end all when one dies."""

    def __init__(self, settings: Settings, services: Sequence[processes.Service] | None = None) -> None:
        self.url = f"http://127.0.0.1:{settings.port}"
        self._environment = processes.environment(settings)
        self._services = {service.name: service for service in services or processes.services(settings)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.logs = settings.var_dir / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        subprocess.run(processes.database(), cwd=ROOT, env=self._environment, check=True)

    def start(self, *names: str, all_well: bool = True) -> None:
        """Start processes and wait until they answer. The gateway answers well only if all others do."""
        for name in names:
            service = self._services[name]
            kept = {key: value for key, value in self._environment.items() if key not in service.withheld}
            with (self.logs / f"{name}.log").open("a") as log:
                self._running[name] = subprocess.Popen(
                    service.command, cwd=ROOT, env={**kept, **service.told}, stdout=log, stderr=log
                )
        for name in names:
            service = self._services[name]
            url = f"http://127.0.0.1:{service.port}{service.health_path}"
            process, hears = self._running[name], answers if all_well else is_there
            wait_for(lambda: hears(url), name, lambda: process.poll() is None)  # noqa: B023 - called at once

    def pid(self, name: str) -> int:
        """The number of a running process."""
        return self._running[name].pid

    def kill(self, name: str) -> None:
        """kill -9."""
        process = self._running.pop(name)
        process.kill()
        process.wait(GRACE)

    def wait_for_death(self, name: str) -> None:
        """Until a process has ended by itself.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        self._running.pop(name).wait(GRACE)

    def freeze(self, name: str) -> None:
        """The process stays but does nothing."""
        os.kill(self._running[name].pid, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """It goes on where it was."""
        os.kill(self._running[name].pid, signal.SIGCONT)

    def stop(self) -> None:
        """Stop what runs."""
        for process in self._running.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self._running.values():
            process.wait(GRACE)


def is_healthy(url: str) -> bool:
    """Whether the gateway finds all processes well."""
    return answers(f"{url}/health")


def answers(url: str) -> bool:
    """Whether an address answers at all well; the gateway alone answers 503, which is an answer too."""
    try:
        return _get(url, seconds=2).is_success
    except httpx.HTTPError:
        return False


def is_there(url: str) -> bool:
    """Whether anybody answers at an address, whatever it is."""
    try:
        _get(url, seconds=5)
    except httpx.HTTPError:
        return False
    return True


def _get(url: str, seconds: float) -> httpx.Response:
    """Over plain HTTP. To read the certificates, which it never checks, would take longer than all else."""
    return httpx.get(url, timeout=seconds, trust_env=False, verify=False)  # noqa: S501 - nothing here is encrypted


def wait_for(is_so: Callable[[], bool], what: str, is_worth_waiting: Callable[[], bool]) -> None:
    """Wait, but never for ever.

    Raises:
        TimeoutError: it did not come to be.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and is_worth_waiting():
        if is_so():
            return
        time.sleep(0.2)
    raise TimeoutError(f"{what} did not get ready")

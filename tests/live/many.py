"""The production-like system, started for tests, and firms that keep at it when a process dies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from advisor.gateway.rasa_servers import RasaServers
from advisor.ops import processes
from advisor.ops.many import REDIS_PLACE, Many
from advisor.settings import ROOT, Settings
from tests.live.firm import Firm, Json
from tests.live.system import GRACE, settings_for, wait_for
from tests.ops.conftest import free_port

PATIENCE = 60.0
"""Seconds that a firm keeps at it."""


def many_settings(folder: Path) -> Settings:
    """Settings whose ports have room for those that come after them."""
    port = free_port()
    return settings_for(folder).model_copy(
        update={"port": port, "rasa_port": port + 20, "actions_port": port + 30, "rasa_timeout": 10.0}
    )


class ManyProcesses:
    """`make start-production-like`, as far as it needs an environment."""

    def __init__(self) -> None:
        # PostgreSQL's own user must be able to look into it.
        self._folder = Path(tempfile.mkdtemp(prefix="advisor-many-"))
        self._folder.chmod(0o755)
        self.settings = many_settings(self._folder)
        self.url = f"http://127.0.0.1:{self.settings.port}"
        self.many = Many(self.settings)
        self._said = (self._folder / "said").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "start", "--like-production"],
            cwd=ROOT,
            env=processes.environment(self.settings),
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        """Until all is well behind nginx."""
        wait_for(lambda: "The advisor is ready" in self.said(), "all of them", lambda: self._process.poll() is None)

    def said(self) -> str:
        """What it told the operator."""
        return Path(self._said.name).read_text("utf-8")

    def rasa_of(self, conversation_id: str) -> int:
        """The process that has a conversation."""
        url = RasaServers(self.many.told().rasa_urls).of(conversation_id)[0]
        port = url.rpartition(":")[2]
        return _process(lambda line, _: "advisor.dialogue.server" in line and f"--port {port}" in line)

    def kill_rasa(self, conversation_id: str) -> None:
        """kill -9 of the Rasa server that has a conversation."""
        os.kill(self.rasa_of(conversation_id), signal.SIGKILL)

    def kill_gateway(self, number: int) -> None:
        """kill -9 of a gateway."""
        told = f"ADVISOR_PORT={self.settings.port + number}"
        mine = f"ADVISOR_CHANNEL_SECRET={self.settings.channel_secret.get_secret_value()}"
        found = _process(lambda line, env: line.endswith("-m advisor gateway") and told in env and mine in env)
        os.kill(found, signal.SIGKILL)

    def kill_redis(self) -> None:
        """kill -9 of Redis."""
        port = f":{self.settings.port + REDIS_PLACE}"
        os.kill(_process(lambda line, _: "redis-server" in line and port in line), signal.SIGKILL)

    def gateway_of(self, conversation_id: str) -> int:
        """Which gateway answers for a conversation: the one that counts its requests, while nobody else asks."""
        counts = []
        for number in range(1, self.many.gateways + 1):
            before = self._requests(number)
            httpx.get(f"{self.url}/api/conversations/{conversation_id}/messages", trust_env=False)
            counts.append(self._requests(number) - before)
        return counts.index(max(counts)) + 1

    def is_well(self) -> bool:
        """Whether every process answers."""
        return all(service.is_well() for service in (*self.many.advisors(), *self.many.front()))

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; exit code and what was said."""
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(2 * GRACE)
        said = self.said()
        self._said.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        return code, said

    def _requests(self, number: int) -> float:
        url = f"http://127.0.0.1:{self.settings.port + number}/metrics"
        lines = httpx.get(url, trust_env=False).text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("advisor_request_seconds_count"))


def _process(is_it: Callable[[str, list[str]], bool]) -> int:
    """The number of a process by its command line and environment. Not the leash that it is on."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (folder / "cmdline").read_text("utf-8").replace("\0", " ").strip()
            environment = (folder / "environ").read_text("utf-8").split("\0")
            if "leash.py" not in line and is_it(line, environment):
                return int(folder.name)
    raise LookupError("no such process")


class PatientFirm(Firm):
    """As the widget: gives each message an id, and sends it again until it is answered."""

    def __init__(self, url: str) -> None:
        self.again = 0
        """How often it had to."""
        super().__init__(url)

    def _send(self, body: Json) -> list[Json]:
        body = {**body, "client_id": str(uuid.uuid4())}
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                answer = self._client.post(f"{self._address}/messages", json=body)
                self.last = answer.json()["messages"] if answer.is_success else []
                if self.last and not self.of_type("error"):
                    return self.last
            self.again += 1
            time.sleep(0.2)
        raise AssertionError(f"no answer to {body} within {PATIENCE} s")

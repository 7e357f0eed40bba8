"""Sets of processes for tests of reliability: several gateways, several Rasa servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.ops import processes
from advisor.ops.processes import Service
from advisor.settings import Settings
from tests.live.system import LooseProcesses
from tests.ops.conftest import free_port


@dataclass
class Doubled:
    """Two gateways, both with one Rasa server or each with its own; one action server, one database."""

    settings: Settings

    def __post_init__(self) -> None:
        """Settings of the second of each. There are two Rasa servers if there is a Redis."""
        several = bool(self.settings.redis_url)
        ports = {"port": free_port()} | ({"rasa_port": free_port()} if several else {})
        self.second = self.settings.model_copy(update=ports)
        self._endpoints = "endpoints.production.yml" if several else "endpoints.yml"
        services = list(self._services())
        self._names = [service.name for service in services]
        self.processes = LooseProcesses(self.settings, services)

    @property
    def urls(self) -> tuple[str, str]:
        """Of the gateways."""
        return (f"http://127.0.0.1:{self.settings.port}", f"http://127.0.0.1:{self.second.port}")

    def start(self) -> None:
        """Start all of them."""
        self.processes.start(*self._names)

    def _services(self) -> Iterator[Service]:
        yield processes.rasa_server(self.settings, self._endpoints)
        if self.second.rasa_port != self.settings.rasa_port:
            yield replace(processes.rasa_server(self.second, self._endpoints), name="rasa2")
        yield processes.action_server(self.settings)
        yield processes.gateway(self.settings)
        told = {"ADVISOR_PORT": str(self.second.port), "ADVISOR_RASA_PORT": str(self.second.rasa_port)}
        yield replace(processes.gateway(self.second), name="gateway2", told=told)

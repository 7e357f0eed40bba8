"""What `make start-production-like` does: several of each process, on PostgreSQL and Redis, behind nginx."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from advisor.ops import processes
from advisor.ops.backing import Postgres, check_programs, nginx, redis
from advisor.ops.console import Console
from advisor.ops.launch import System, attend, bring_database_up_to_date
from advisor.ops.leashed import Surroundings
from advisor.ops.model import Model, ensure_trained
from advisor.ops.preflight import check_ports
from advisor.ops.processes import Service
from advisor.ops.steps import run_step
from advisor.ops.supervisor import Supervisor
from advisor.ops.widget import Widget, ensure_built
from advisor.settings import Settings

ENDPOINTS = "endpoints.production.yml"
GATEWAYS = 2
REDIS_PLACE, POSTGRES_PLACE = 11, 12
"""Their ports, counted from ADVISOR_PORT."""


@dataclass(frozen=True)
class Many:
    """The processes, by what they do. nginx has the gateway's port, the gateways those after it."""

    settings: Settings
    servers: int = 2
    """Rasa servers, each with an action server of its own."""
    gateways: int = GATEWAYS
    model: Model = field(default_factory=Model)
    widget: Widget = field(default_factory=Widget)

    @property
    def folder(self) -> Path:
        """Where PostgreSQL, Redis and nginx keep what they have."""
        return self.settings.var_dir / "production-like"

    @property
    def postgres(self) -> Postgres:
        """The database."""
        return Postgres(self.folder / "postgres", self.settings.port + POSTGRES_PLACE)

    def backing(self) -> tuple[Service, ...]:
        """What has to be up before anything else."""
        return (self.postgres.service(), redis(self.folder / "redis", self._redis_port))

    def advisors(self) -> tuple[Service, ...]:
        """Rasa servers, action servers and gateways."""
        servers = [each for number in range(self.servers) for each in self._server(number)]
        return (*servers, *(self._gateway(number) for number in range(1, self.gateways + 1)))

    def front(self) -> tuple[Service, ...]:
        """What the world talks with, where there is anything behind it."""
        ports = [self.settings.port + number for number in range(1, self.gateways + 1)]
        return (nginx(self.folder / "nginx", self.settings.port, ports),) if ports else ()

    def told(self) -> Settings:
        """What all of them are told. The cluster must have been made."""
        places = range(self.servers)
        return self.settings.model_copy(
            update={
                "database_url": self.postgres.url,
                "redis_url": f"redis://127.0.0.1:{self._redis_port}/0",
                "rasa_urls": tuple(f"http://127.0.0.1:{self.settings.rasa_port + place}" for place in places),
                "actions_urls": tuple(f"http://127.0.0.1:{self.settings.actions_port + place}" for place in places),
            }
        )

    def system(self) -> System:
        """What `make start` needs to know to bring the database up to date."""
        told = self.told()
        return System(
            told,
            (),
            processes.database(),
            self.model,
            processes.surroundings(told),
            first_admin=processes.first_admin(),
        )

    @property
    def _redis_port(self) -> int:
        return self.settings.port + REDIS_PLACE

    def _server(self, number: int) -> tuple[Service, Service]:
        own = self.settings.model_copy(
            update={
                "rasa_port": self.settings.rasa_port + number,
                "actions_port": self.settings.actions_port + number,
            }
        )
        rasa, actions = processes.rasa_server(own, ENDPOINTS), processes.action_server(own)
        told = {"ADVISOR_ACTIONS_URL": own.actions_url}
        return _one_of(rasa, number + 1, told), _one_of(actions, number + 1)

    def _gateway(self, number: int) -> Service:
        port = self.settings.port + number
        gateway = processes.gateway(self.settings.model_copy(update={"host": "127.0.0.1", "port": port}))
        told = {"ADVISOR_HOST": "127.0.0.1", "ADVISOR_PORT": str(port)}
        one = _one_of(gateway, number, told)
        # Telegram gives each update to one gateway alone.
        return one if number == 1 else replace(one, withheld=(*one.withheld, "ADVISOR_TELEGRAM_TOKEN"))


def _one_of(service: Service, number: int, told: dict[str, str] | None = None) -> Service:
    return replace(
        service,
        name=f"{service.name}-{number}",
        title=f"{service.title} {number}",
        told={**service.told, **(told or {})},
        is_replaced=True,
    )


def start_many(console: Console, many: Many, *, verbose: bool = False) -> int:
    """Prepare what is not ready, run everything, and return when asked to stop and all has ended.

    Raises:
        OpsError: something is in the way, or a process ended more often than it could be replaced.
        StopRequestedError: asked to stop before all was up.
    """
    check_programs()
    return attend(console, many.settings, running_many(console, many, verbose=verbose), seconds=20)


@contextmanager
def running_many(console: Console, many: Many, *, verbose: bool = False) -> Iterator[Supervisor]:
    """Everything up inside, everything gone outside, the database last."""
    common = processes.surroundings(many.settings)
    ensure_trained(many.model, common, console)
    ensure_built(many.widget, common, console)
    is_new = not many.postgres.is_made
    if is_new:
        console.step("Making a PostgreSQL cluster (some seconds)")
        run_step("initdb", "making the cluster", many.postgres.prepare(), common, console)
    backing, others = many.backing(), (*many.advisors(), *many.front())
    check_ports((*backing, *others))
    names = [service.name for service in others]
    surroundings = processes.surroundings(many.told())
    with Supervisor((*backing, *others), surroundings, console, verbose=verbose) as supervisor:
        console.step("Starting PostgreSQL and Redis (a few seconds)")
        supervisor.start(*(service.name for service in backing))
        supervisor.wait_until_healthy()
        if is_new:
            _create_database(many, surroundings, console)
        bring_database_up_to_date(many.system(), console)
        console.step(f"Starting {', '.join(service.title for service in others)} (about 30 s)")
        supervisor.start(*names)
        supervisor.wait_until_healthy(*names)
        yield supervisor
        supervisor.stop(*names)


def _create_database(many: Many, surroundings: Surroundings, console: Console) -> None:
    postgres = many.postgres
    run_step("createdb", "making the database", postgres.create(), surroundings.telling(postgres.told), console)
    postgres.made()

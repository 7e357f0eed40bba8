"""What `make start` does once the environment is there."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from advisor.ops import processes
from advisor.ops.console import Console
from advisor.ops.leash import die_with_parent
from advisor.ops.leashed import Surroundings
from advisor.ops.local_secrets import ensure_secret, read_settings
from advisor.ops.model import Model, ensure_trained
from advisor.ops.preflight import check_folder, check_ports, from_os_error, only_one
from advisor.ops.problem import OpsError, StopRequestedError
from advisor.ops.processes import Service
from advisor.ops.steps import run_step
from advisor.ops.supervisor import Supervisor
from advisor.ops.widget import Widget, ensure_built
from advisor.settings import ROOT, Settings

ENV_FILE = ROOT / ".env"
FAILED = 1
STOPPED_EARLY = 130
"""What shells report for Ctrl-C."""


def guarded(work: Callable[[Console], int]) -> int:
    """Do the work with Ctrl-C turned into an event and every foreseeable failure into one clear message."""
    console = Console()
    try:
        with stop_signals(console.stop_requested):
            return work(console)
    except StopRequestedError:
        console.say("Stopped before it was done; nothing is left running.")
        return STOPPED_EARLY
    except OpsError as problem:
        console.problem(problem)
    except OSError as error:
        console.problem(from_os_error(error))
    return FAILED


@dataclass(frozen=True)
class System:
    """Everything that a start brings up."""

    settings: Settings
    services: tuple[Service, ...]
    database: tuple[str, ...]
    model: Model
    surroundings: Surroundings
    widget: Widget | None = None
    knowledge: tuple[str, ...] | None = None
    """Checks what the advisor knows, before anything is made of it."""
    first_admin: tuple[str, ...] | None = None
    """Makes the first account of the support staff, if there is none, and says its password."""


def whole_system(settings: Settings) -> System:
    """The real thing, as opposed to what tests put together."""
    return System(
        settings,
        processes.services(settings),
        processes.database(),
        Model(),
        processes.surroundings(settings),
        Widget(),
        knowledge=processes.knowledge(settings),
        first_admin=processes.first_admin(),
    )


def start(console: Console, system: System, *, verbose: bool = False) -> int:
    """Prepare what is not ready, run everything, and return when asked to stop and all has ended.

    Raises:
        OpsError: something is in the way, or a process ended by itself.
        StopRequestedError: asked to stop before all was up.
    """
    return attend(console, system.settings, running(system, console, verbose=verbose), seconds=10)


def attend(
    console: Console, settings: Settings, everything: AbstractContextManager[Supervisor], *, seconds: int
) -> int:
    """Bring everything up, watch over it, and take it down when asked to, within so many seconds.

    Raises:
        OpsError: something is in the way, or a process ended more often than it could be replaced.
        StopRequestedError: asked to stop before all was up.
    """
    with only_one(settings.var_dir):
        with everything as supervisor:
            welcome(settings, console)
            supervisor.watch()
            console.step(f"Stopping (up to {seconds} s)")
        console.done("everything has stopped")
    return 0


@contextmanager
def running(system: System, console: Console, *, verbose: bool = False) -> Iterator[Supervisor]:
    """Everything up inside, everything gone outside. Live tests use it, and stop and start single services.

    Raises:
        OpsError: it could not be brought up.
        StopRequestedError: asked to stop before all was up.
    """
    check_ports(system.services)
    if system.knowledge is not None:
        run_step("knowledge", "checking the knowledge", system.knowledge, system.surroundings, console)
    ensure_trained(system.model, system.surroundings, console)
    if system.widget is not None:
        ensure_built(system.widget, system.surroundings, console)
    bring_database_up_to_date(system, console)
    with Supervisor(system.services, system.surroundings, console, verbose=verbose) as supervisor:
        titles = ", ".join(service.title for service in system.services)
        usual = max(service.usual_seconds for service in system.services)
        console.step(f"Starting {titles} (about {usual} s)")
        supervisor.start()
        supervisor.wait_until_healthy()
        yield supervisor


def train(console: Console) -> int:
    """Train the model unless it is current."""
    ensure_trained(Model(), processes.surroundings(prepare(console)), console)
    return 0


def prepare(console: Console, env_file: Path = ENV_FILE) -> Settings:
    """The settings, with a secret made where there was none, and folders that can be written to."""
    if ensure_secret(env_file):
        console.done(f"made a secret for this machine and put it into {env_file.name}")
    settings = read_settings(env_file)
    for folder in (settings.var_dir, settings.var_dir / "log", processes.MODEL.parent):
        check_folder(folder)
    return settings


@contextmanager
def stop_signals(stop: Event) -> Iterator[None]:
    """Set the event on Ctrl-C, by a polite kill, when the terminal is closed, or when make dies."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    # What is ignored stays so: that is how nohup keeps a program running when the terminal is closed.
    heard = [number for number in numbers if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, lambda _number, _frame: stop.set()) for number in heard}
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def bring_database_up_to_date(system: System, console: Console) -> None:
    """Its newest schema, and an account for the support staff."""
    console.step("Creating the database, or bringing it up to date (a few seconds)")
    run_step("database", "preparing the database", system.database, system.surroundings, console)
    console.done("the database is ready")
    if system.first_admin is not None:
        _welcome_first_admin(system.first_admin, system.surroundings, console)


def _welcome_first_admin(command: tuple[str, ...], surroundings: Surroundings, console: Console) -> None:
    """Its password goes to the terminal alone: a log would keep it."""
    made = subprocess.run(
        command,
        cwd=surroundings.directory,
        env=dict(surroundings.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise OpsError(
            "the first account of the support staff could not be made.",
            seen=made.stderr.strip()[-2000:],
            todo=f"try `{' '.join(command[1:])}` with this Python, and mend what it names.",
        )
    if made.stdout.strip():
        console.say("")
        console.say("The support staff's console has its first account:")
        console.say(f"  {made.stdout.strip()}")
        console.say("")


def welcome(settings: Settings, console: Console) -> None:
    """Say where everything is."""
    host = processes.ANYWHERE.get(settings.host, settings.host)
    address = f"http://{host}:{settings.port}"
    console.say("")
    console.say(f"The advisor is ready.     {address}")
    console.say(f"  conversation API        {address}/api/schema")
    console.say(f"  support staff           {address}/console")
    console.say(f"  health                  {address}/health")
    console.say(f"  logs                    {settings.var_dir / 'log'}")
    console.say("Talk with it: `make talk` in another terminal. Stop it: Ctrl-C.")

"""Keeps the processes of the system together: all are up, or none is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType

from advisor.ops.console import Console
from advisor.ops.leashed import Leashed, Surroundings, describe_exit
from advisor.ops.logs import Follower, lines_with, rotate, tail
from advisor.ops.problem import OpsError
from advisor.ops.processes import Service

TICK = 0.2
PATIENCE = 180.0
"""Seconds until a start is given up. Ten times what it takes, for slow disks and cold caches."""
MOST_REPLACED = 5
"""Of one service within REPLACED_SECONDS. One that ends more often is not going to do better."""
REPLACED_SECONDS = 60.0


@dataclass(frozen=True)
class Supervised:
    """A service while it runs."""

    service: Service
    process: Leashed
    follower: Follower


class Supervisor:
    """Starts services, waits until they are healthy, watches them, and stops them all when left.

    Tests may stop and start single services to see what the others make of it.
    """

    def __init__(
        self,
        services: Sequence[Service],
        surroundings: Surroundings,
        console: Console,
        *,
        patience: float = PATIENCE,
        verbose: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._services = {service.name: service for service in services}
        self._surroundings = surroundings
        self._console = console
        self._patience = patience
        self._verbose = verbose
        self._running: dict[str, Supervised] = {}
        self._now = now
        self._replaced: dict[str, list[float]] = {}
        """When services ended and others were started in their place."""

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, *names: str) -> None:
        """Start the services named, or all, without waiting for them."""
        for name in names or self._services:
            log = self._surroundings.log(name)
            rotate(log)
            service = self._services[name]
            process = Leashed(name, service.command, service.surroundings(self._surroundings))
            self._running[name] = Supervised(service, process, Follower(log))

    def stop(self, *names: str) -> None:
        """Stop the services named, or all, and return when they are gone."""
        going = [self._running.pop(name) for name in names or list(self._running)]
        for each in going:
            each.process.let_go()
        for each in going:
            each.process.stop()

    @property
    def names(self) -> list[str]:
        """What runs."""
        return list(self._running)

    def pid(self, name: str) -> int:
        """The process that holds a running service."""
        return self._running[name].process.pid

    def wait_until_healthy(self, *names: str) -> None:
        """Return when the services named, or all that run, answer.

        Raises:
            OpsError: one ended, or does not answer for too long.
            StopRequestedError: the operator asked to stop meanwhile.
        """
        started = time.monotonic()
        waiting = [self._running[name] for name in names or self._running]
        while waiting:
            seconds = time.monotonic() - started
            self._look()
            waiting = [each for each in waiting if not self._greet(each, seconds)]
            if waiting:
                self._wait_more(waiting, seconds)

    def watch(self) -> None:
        """Return when the operator asks to stop.

        Raises:
            OpsError: a service ended by itself.
        """
        while not self._console.stop_requested.wait(TICK):
            self._look(replace=True)

    def _look(self, *, replace: bool = False) -> None:
        for name, each in list(self._running.items()):
            if self._verbose:
                self._show_log(name, each)
            if (code := each.process.exit_code()) is not None:
                if not (replace and each.service.is_replaced and self._may_replace(name)):
                    raise self._ended(each, code)
                self._console.say(f"  the {each.service.title} {describe_exit(code)}; another is started")
                each.process.stop()
                self.start(name)

    def _may_replace(self, name: str) -> bool:
        """Whether it did not end too often of late. Counts this time."""
        recent = [moment for moment in self._replaced.get(name, ()) if moment > self._now() - REPLACED_SECONDS]
        self._replaced[name] = [*recent, self._now()]
        return len(recent) < MOST_REPLACED

    def _show_log(self, name: str, each: Supervised) -> None:
        for line in each.follower.new_lines():
            self._console.say(f"{name:8}| {line}")

    def _greet(self, each: Supervised, seconds: float) -> bool:
        """Whether the service answers; said once. Up but useless counts as failed."""
        service = each.service
        if not service.is_well():
            return False
        if fault := lines_with(self._surroundings.log(service.name), service.useless_if):
            raise self._useless(service, fault)
        self._console.done(f"{service.title} is up after {seconds:.0f} s")
        return True

    def _wait_more(self, waiting: Sequence[Supervised], seconds: float) -> None:
        if seconds > self._patience:
            raise self._silent(waiting[0].service, seconds)
        names = " and ".join(each.service.title for each in waiting)
        usual = max(each.service.usual_seconds for each in waiting)
        self._console.waiting(f"waiting for {names} (about {usual} s in all)", seconds)
        self._console.pause(TICK)

    def _ended(self, each: Supervised, code: int) -> OpsError:
        return OpsError(
            f"the {each.service.title} {describe_exit(code)}, so everything was stopped.",
            seen=tail(self._surroundings.log(each.service.name)),
            todo=f"mend what the lines above name (all of it is in {self._surroundings.log(each.service.name)}), "
            "then `make start` again.",
        )

    def _useless(self, service: Service, fault: str) -> OpsError:
        return OpsError(
            f"the {service.title} is up, but cannot do its work; everything was stopped.",
            seen=fault,
            todo=f"mend what the lines above name; all of it is in {self._surroundings.log(service.name)}.",
        )

    def _silent(self, service: Service, seconds: float) -> OpsError:
        return OpsError(
            f"the {service.title} runs but does not say that it is well after {seconds:.0f} s "
            f"(asked: http://{service.knock_at}:{service.port}{service.health_path}).",
            seen=tail(self._surroundings.log(service.name)),
            todo=f"see {self._surroundings.log(service.name)}; on a slow machine, try once more.",
        )

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from advisor.ops.health import is_healthy
from advisor.ops.leashed import Surroundings
from advisor.ops.problem import OpsError, StopRequestedError
from advisor.ops.processes import Service
from advisor.ops.supervisor import MOST_REPLACED, Supervisor
from tests.ops.conftest import MakeService, SpokenTo
from tests.ops.processes_alive import eventually

pytestmark = pytest.mark.slow


def up(service: Service) -> bool:
    return is_healthy("127.0.0.1", service.port, "/health")


def test_all_are_up_inside_and_gone_outside(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    one, other = service("healthy"), service("stubborn")
    with Supervisor([one, other], surroundings, console) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
        assert up(one)
        assert up(other)
    assert not up(one)
    assert not up(other)
    assert "healthy server is up after" in console.out.getvalue()


def test_a_crash_is_told_with_the_last_lines_of_its_log(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    healthy = service("healthy")
    with (
        pytest.raises(OpsError, match="crashes server ended with exit code 1") as raised,
        Supervisor([healthy, service("crashes")], surroundings, console) as supervisor,
    ):
        supervisor.start()
        supervisor.wait_until_healthy()
    assert raised.value.seen.endswith("no such table: firms")
    assert "crashes.log" in raised.value.todo
    assert not up(healthy)


def test_a_service_that_dies_later_ends_the_watch(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    with Supervisor([service("healthy")], surroundings, console) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
        supervisor._running["healthy"].process.let_go()
        with pytest.raises(OpsError, match="healthy server was killed by SIGTERM"):
            supervisor.watch()


def test_a_service_whose_work_others_do_meanwhile_is_replaced(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    one = replace(service("healthy"), is_replaced=True)
    with Supervisor([one], surroundings, console, now=lambda: 0.0) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
        first = supervisor.pid("healthy")
        console.stop_at = "another is started"
        supervisor._running["healthy"].process.let_go()
        supervisor.watch()
        assert supervisor.pid("healthy") != first
        assert eventually(lambda: up(one))


def test_one_that_ends_again_and_again_ends_the_watch(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    one = replace(service("crashes"), is_replaced=True)
    with Supervisor([one], surroundings, console, now=lambda: 0.0) as supervisor:
        supervisor.start()
        with pytest.raises(OpsError, match="crashes server ended with exit code 1"):
            supervisor.watch()
    assert console.out.getvalue().count("another is started") == MOST_REPLACED


def test_a_service_that_never_gets_well_is_given_up(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    with (
        pytest.raises(OpsError, match="never_healthy server runs but does not say that it is well") as raised,
        Supervisor([service("never_healthy")], surroundings, console, patience=0.5) as supervisor,
    ):
        supervisor.start()
        supervisor.wait_until_healthy()
    assert "/health" in raised.value.what


def test_up_without_a_model_counts_as_failed(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    pretender = service("without_model", useless_if=("No valid model found",))
    with (
        pytest.raises(OpsError, match="cannot do its work") as raised,
        Supervisor([pretender], surroundings, console) as supervisor,
    ):
        supervisor.start()
        supervisor.wait_until_healthy()
    assert "No valid model found at models/advisor.tar.gz" in raised.value.seen


def test_a_stop_while_starting_is_heard(service: MakeService, surroundings: Surroundings, console: SpokenTo) -> None:
    with Supervisor([service("never_healthy")], surroundings, console) as supervisor:
        supervisor.start()
        threading.Timer(0.3, console.stop_requested.set).start()
        with pytest.raises(StopRequestedError):
            supervisor.wait_until_healthy()


def test_the_watch_ends_when_asked(service: MakeService, surroundings: Surroundings, console: SpokenTo) -> None:
    with Supervisor([service("healthy")], surroundings, console) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
        console.stop_requested.set()
        supervisor.watch()


def test_one_service_can_be_stopped_and_started_again(
    service: MakeService, surroundings: Surroundings, console: SpokenTo
) -> None:
    one, other = service("healthy"), service("stubborn")
    with Supervisor([one, other], surroundings, console) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
        supervisor.stop("healthy")
        assert not up(one)
        assert up(other)
        supervisor.start("healthy")
        assert eventually(lambda: up(one))
    assert surroundings.log("healthy").with_name("healthy.log.1").exists()


def test_verbose_shows_whose_line_it_is(service: MakeService, surroundings: Surroundings, console: SpokenTo) -> None:
    with Supervisor([service("healthy")], surroundings, console, verbose=True) as supervisor:
        supervisor.start()
        supervisor.wait_until_healthy()
    assert "healthy | healthy at work" in console.out.getvalue()

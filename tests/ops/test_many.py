"""Several of each process on one machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from advisor.ops import many as many_module
from advisor.ops import processes
from advisor.ops.launch import System
from advisor.ops.many import Many, start_many
from advisor.ops.processes import Service
from advisor.settings import Settings
from tests.ops import fake_service
from tests.ops.conftest import SpokenTo, free_port
from tests.ops.test_model import model


def settings(folder: Path, **given: object) -> Settings:
    made = Settings(_env_file=None, channel_secret="x" * 32, var_dir=folder)  # type: ignore[arg-type, call-arg]
    return made.model_copy(update=given)


@pytest.fixture
def many(tmp_path: Path) -> Many:
    made = Many(settings(tmp_path, port=7000, rasa_port=7100, actions_port=7200))
    made.postgres.folder.mkdir(parents=True)
    (made.postgres.folder / "password").write_text("secret")
    return made


def test_each_process_has_a_port_of_its_own(many: Many) -> None:
    services = (*many.backing(), *many.advisors(), *many.front())
    assert {service.name: service.port for service in services} == {
        "postgres": 7012,
        "redis": 7011,
        "rasa-1": 7100,
        "actions-1": 7200,
        "rasa-2": 7101,
        "actions-2": 7201,
        "gateway-1": 7001,
        "gateway-2": 7002,
        "nginx": 7000,
    }


def test_all_are_told_of_all(many: Many) -> None:
    told = many.told()
    assert told.database_url == "postgresql://advisor:secret@127.0.0.1:7012/advisor"
    assert told.redis_url == "redis://127.0.0.1:7011/0"
    assert told.every_rasa_url == ("http://127.0.0.1:7100", "http://127.0.0.1:7101")
    assert told.every_actions_url == ("http://127.0.0.1:7200", "http://127.0.0.1:7201")
    assert processes.environment(told)["ADVISOR_RASA_URLS"] == "http://127.0.0.1:7100,http://127.0.0.1:7101"


def test_each_rasa_server_has_its_action_server(many: Many) -> None:
    servers = {service.name: service for service in many.advisors()}
    common = processes.surroundings(many.told())
    for number in (1, 2):
        environment = servers[f"rasa-{number}"].surroundings(common).environment
        assert environment["ADVISOR_ACTIONS_URL"] == f"http://127.0.0.1:720{number - 1}"
        assert "endpoints.production.yml" in servers[f"rasa-{number}"].command
    assert "ADVISOR_REDIS_URL" not in servers["actions-1"].surroundings(common).environment


def test_one_gateway_alone_is_on_telegram(many: Many) -> None:
    token = SecretStr(f"1:{'t' * 30}")
    common = processes.surroundings(many.told().model_copy(update={"telegram_token": token}))
    gateways = [service.surroundings(common).environment for service in many.advisors() if "gateway" in service.name]
    assert ["ADVISOR_TELEGRAM_TOKEN" in environment for environment in gateways] == [True, False]
    assert [environment["ADVISOR_PORT"] for environment in gateways] == ["7001", "7002"]


def test_others_do_the_work_of_one_that_ended_but_not_that_of_the_database(many: Many) -> None:
    assert all(service.is_replaced for service in (*many.advisors(), *many.front()))
    postgres, redis = many.backing()
    assert (postgres.is_replaced, redis.is_replaced) == (False, True)


def test_without_gateways_nothing_stands_in_front(many: Many) -> None:
    assert replace(many, gateways=0).front() == ()


@dataclass
class FakeCluster:
    """A database that takes no time to make."""

    is_made: bool = False
    told: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> Sequence[str]:
        return ("true",)

    create = prepare

    def made(self) -> None:
        self.is_made = True


@dataclass(frozen=True)
class FakeMany(Many):
    """The same in small."""

    cluster: FakeCluster = field(default_factory=FakeCluster)

    @property
    def postgres(self) -> Any:
        return self.cluster

    def backing(self) -> tuple[Service, ...]:
        return (self._fake("postgres", 1),)

    def advisors(self) -> tuple[Service, ...]:
        return (self._fake("gateway", 2),)

    def front(self) -> tuple[Service, ...]:
        return ()

    def told(self) -> Settings:
        return self.settings

    def system(self) -> System:
        return replace(super().system(), database=("true",), first_admin=None)

    def _fake(self, name: str, place: int) -> Service:
        port = self.settings.port + place
        command = (sys.executable, fake_service.__file__, "healthy", str(port))
        return Service(name, f"fake {name}", command, "127.0.0.1", port, "ADVISOR_PORT", "/health", 1)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeMany:
    (tmp_path / "log").mkdir()
    monkeypatch.setattr(many_module, "check_programs", lambda: None)
    built: Any = SimpleNamespace(is_current=lambda: True)
    return FakeMany(settings(tmp_path, port=free_port()), model=model(tmp_path), widget=built)


@pytest.mark.slow
def test_a_start_from_nothing_and_one_after_it(small: FakeMany, console: SpokenTo) -> None:
    console.stop_at = "The advisor is ready"
    assert start_many(console, small) == 0
    assert small.cluster.is_made
    told = console.out.getvalue()
    beginnings = ["Making a PostgreSQL cluster", "fake postgres is up", "the database is ready", "fake gateway is up"]
    assert [told.index(words) for words in beginnings] == sorted(told.index(words) for words in beginnings)

    again = SpokenTo()
    again.stop_at = "The advisor is ready"
    assert start_many(again, small) == 0
    assert "Making a PostgreSQL cluster" not in again.out.getvalue()
    assert "everything has stopped" in again.out.getvalue()

"""Running the gateway."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from litestar import Litestar
from litestar.datastructures import State

from advisor.commands import gateway
from advisor.commands._plainly import Refused
from advisor.gateway.bells import Bells
from advisor.settings import Settings, load_settings
from advisor.store.migrate import upgrade


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[uvicorn.Config]]:
    """How it would be served."""
    configs: list[uvicorn.Config] = []

    def run(server: uvicorn.Server) -> None:
        configs.append(server.config)
        server.started = True

    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setenv("ADVISOR_PORT", "8123")
    monkeypatch.setenv("ADVISOR_RASA_PORT", "1")
    monkeypatch.setenv("ADVISOR_DATABASE_URL", f"sqlite:///{tmp_path / 'advisor.db'}")
    upgrade(f"sqlite:///{tmp_path / 'advisor.db'}")
    monkeypatch.setattr(gateway, "build_app", lambda settings: f"app on {settings.port}")
    monkeypatch.setattr(gateway.Server, "run", run)
    monkeypatch.setattr(gateway, "settle", lambda: None)
    load_settings.cache_clear()
    yield configs
    load_settings.cache_clear()


def run() -> int:
    parser = argparse.ArgumentParser()
    gateway.add_arguments(parser)
    return gateway.run(parser.parse_args([]))


def test_it_serves_where_the_settings_say_and_logs_no_requests(served: list[uvicorn.Config]) -> None:
    assert run() == 0

    (config,) = served
    assert config.app == "app on 8123"
    assert config.ws == "none"
    assert (config.host, config.port, config.access_log) == ("127.0.0.1", 8123, False)


def test_idle_lines_stay_open_longer_than_nginx_keeps_them(served: list[uvicorn.Config]) -> None:
    run()

    assert served[0].timeout_keep_alive > 60


def test_only_configured_proxies_are_believed(served: list[uvicorn.Config], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_TRUSTED_PROXIES", "192.0.2.7, 10.0.0.0/8")

    run()

    assert served[0].proxy_headers
    assert served[0].forwarded_allow_ips == ["192.0.2.7", "10.0.0.0/8"]


def test_nobody_is_believed_where_no_proxy_is_named(
    served: list[uvicorn.Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_TRUSTED_PROXIES", "")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")

    run()

    assert not served[0].proxy_headers


def test_a_port_that_is_taken_is_an_error(served: list[uvicorn.Config], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway.Server, "run", lambda server: None)

    assert run() == gateway.NOT_STARTED


async def test_it_ends_the_streams_before_it_waits_for_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    bells, seen = Bells(), []

    async def shutdown(*_: object) -> None:
        seen.append(bells.closed)

    monkeypatch.setattr(uvicorn.Server, "shutdown", shutdown)
    app = Litestar([], state=State({"bells": bells}))

    await gateway.Server(uvicorn.Config(app)).shutdown()

    assert seen == [True]


def test_a_database_of_an_older_version_is_refused_with_what_to_do(
    served: list[uvicorn.Config], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(tmp_path / "advisor.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")

    with pytest.raises(SystemExit):
        run()

    told = capsys.readouterr().err
    assert "The gateway does not start" in told
    assert "python -m advisor database" in told
    assert not served


def answering(status: int) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(status))


def with_secret() -> Settings:
    return Settings(channel_secret="a-secret-that-is-long-enough", _env_file=None)  # type: ignore[arg-type]


def test_a_rasa_with_another_secret_is_told_before_anybody_writes() -> None:
    with pytest.raises(Refused, match="ADVISOR_CHANNEL_SECRET"):
        gateway.refuse_wrong_secret(with_secret(), answering(401))


@pytest.mark.parametrize("status", [200, 404, 503])
def test_any_other_rasa_is_waited_for(status: int) -> None:
    gateway.refuse_wrong_secret(with_secret(), answering(status))

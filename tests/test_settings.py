"""What may stand in the environment, and what is told to those who write something else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from advisor.ops.processes import environment
from advisor.settings import Settings


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    for name, value in given.items():
        monkeypatch.setenv(f"ADVISOR_{name.upper()}", value)
    return Settings(_env_file=None)  # type: ignore[call-arg]


def test_lists_stand_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(
        monkeypatch,
        allowed_origins="https://Agency.example/, http://localhost:8080",
        trusted_proxies="10.0.0.0/8, ::1",
    )

    assert given.allowed_origins == ("https://agency.example", "http://localhost:8080")
    assert given.trusted_proxies == ("10.0.0.0/8", "::1")


def test_nobody_may_be_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, trusted_proxies="").trusted_proxies == ()


@pytest.mark.parametrize("origin", ["*", "null", "agency.example", "https://agency.example/shop", "ftp://a.example"])
def test_what_is_no_origin_is_refused_with_what_is_expected(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    with pytest.raises(ValidationError, match="is no origin; expected https://name"):
        settings(monkeypatch, allowed_origins=origin)


@pytest.mark.parametrize("proxy", ["*", "proxy.example", "10.0.0.1/8"])
def test_what_is_no_address_is_refused_with_what_is_expected(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    with pytest.raises(ValidationError, match=r"is no address; expected 192\.0\.2\.7"):
        settings(monkeypatch, trusted_proxies=proxy)


def test_the_processes_get_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(monkeypatch, allowed_origins="https://a.example,https://b.example", trusted_proxies="")
    handed_on = environment(given)

    monkeypatch.undo()
    for name, value in handed_on.items():
        monkeypatch.setenv(name, value)

    assert Settings(_env_file=None) == given  # type: ignore[call-arg]


def test_several_servers_stand_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(
        monkeypatch,
        rasa_urls="http://10.0.0.1:5005/, http://10.0.0.1:5006",
        actions_urls="http://10.0.0.1:5055,http://10.0.0.1:5056",
        redis_url="redis://:a%2Fword@10.0.0.2:6379/0",
    )
    assert given.every_rasa_url == ("http://10.0.0.1:5005", "http://10.0.0.1:5006")
    assert given.actions_url == "http://10.0.0.1:5055"
    assert environment(given)["ADVISOR_ACTIONS_URL"] == "http://10.0.0.1:5055"


def test_one_server_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(monkeypatch, rasa_port="5007", actions_port="5057")
    assert (given.every_rasa_url, given.every_actions_url) == (("http://127.0.0.1:5007",), ("http://127.0.0.1:5057",))


@pytest.mark.parametrize("address", ["10.0.0.2:6379", "http://10.0.0.2", "redis://10.0.0.2/zero", "redis://a b"])
def test_what_is_no_address_of_redis_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ValidationError, match="is no address of Redis; expected redis://host:port/0"):
        settings(monkeypatch, redis_url=address)


def test_a_token_for_figures_is_long_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, metrics_token="").metrics_token is None
    assert settings(monkeypatch, metrics_token="t" * 24).metrics_token is not None
    with pytest.raises(ValidationError, match="is shorter than 24 characters"):
        settings(monkeypatch, metrics_token="short")

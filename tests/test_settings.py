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

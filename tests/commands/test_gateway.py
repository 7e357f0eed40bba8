"""Running the gateway."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from advisor.commands import gateway
from advisor.settings import load_settings


def test_it_serves_where_the_settings_say_and_logs_no_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    served: dict[str, Any] = {}
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    monkeypatch.setenv("ADVISOR_PORT", "8123")
    monkeypatch.setattr(gateway, "build_app", lambda settings: f"app on {settings.port}")
    monkeypatch.setattr("uvicorn.run", lambda app, **options: served.update(app=app, **options))
    load_settings.cache_clear()
    parser = argparse.ArgumentParser()
    gateway.add_arguments(parser)
    try:
        assert gateway.run(parser.parse_args([])) == 0
    finally:
        load_settings.cache_clear()

    assert served["app"] == "app on 8123"
    assert served["ws"] == "none"
    assert (served["host"], served["port"], served["access_log"]) == ("127.0.0.1", 8123, False)

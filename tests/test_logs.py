"""What processes log."""

from __future__ import annotations

import io
import json
import logging

import coloredlogs  # type: ignore[import-untyped]
import pytest

from advisor import logs
from advisor.logs import configure_logs, log_to
from advisor.settings import LogFormat


def written(log_format: LogFormat) -> str:
    """What is written of a warning and of an error that quotes a firm."""
    stream = io.StringIO()
    logger = logging.Logger("advisor.gateway.delivery")
    logger.addHandler(log_to(stream, log_format))
    logger.warning("A turn waits: %s", "ConnectError")
    try:
        raise ValueError("we make baskets")
    except ValueError:
        if log_format is LogFormat.JSON:
            logger.exception("A turn failed")
    return stream.getvalue()


def test_json_has_a_line_for_each_and_no_words_of_firms() -> None:
    text = written(LogFormat.JSON)
    waits, failed = map(json.loads, text.splitlines())
    assert waits.pop("time").endswith("Z")
    assert waits == {"event": "A turn waits: ConnectError", "level": "warning", "logger": "advisor.gateway.delivery"}
    assert failed["error"] == "ValueError"
    assert "test_logs.py:" in failed["places"][0]
    assert "baskets" not in text


def test_what_is_json_already_is_not_wrapped_again() -> None:
    stream = io.StringIO()
    logger = logging.Logger("rasa.core.processor")
    logger.addHandler(log_to(stream, LogFormat.JSON))
    logger.warning('{"event": "model.loaded", "seconds": 4}')
    logger.warning("17")
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["event"], first["seconds"], first["logger"]) == ("model.loaded", 4, "rasa.core.processor")
    assert second["event"] == "17"


def test_text_is_for_people() -> None:
    assert written(LogFormat.TEXT) == "WARNING advisor.gateway.delivery: A turn waits: ConnectError\n"


@pytest.mark.parametrize("log_format", ["json", "text", ""])
def test_rasa_logs_json_where_it_would_put_colours(log_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[object] = []
    monkeypatch.setattr(coloredlogs, "install", lambda **options: installed.append(options))
    monkeypatch.setattr(logs, "configure_logs", lambda kind, level: installed.append((kind, level)))
    monkeypatch.setenv("ADVISOR_LOG_FORMAT", log_format)
    logs.replace_colours()
    coloredlogs.install(level="INFO", use_chroot=False)
    assert installed == [(LogFormat.JSON, "INFO") if log_format == "json" else {"level": "INFO", "use_chroot": False}]


def test_debugging_is_nobody_s_business() -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logs(LogFormat.JSON)
        assert root.level == logging.WARNING
        assert len(root.handlers) == 1
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])

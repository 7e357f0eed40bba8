"""What processes log, for people or as JSON for collectors of logs. Neither holds what firms say."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from typing import TextIO

from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, WrappedLogger

from advisor.settings import LogFormat

VARIABLE = "ADVISOR_LOG_FORMAT"
TEXT = "%(levelname)s %(name)s: %(message)s"


def log_to(stream: TextIO, log_format: LogFormat) -> logging.Handler:
    """A handler that writes in a format."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter() if log_format is LogFormat.JSON else logging.Formatter(TEXT))
    return handler


def configure_logs(log_format: LogFormat, level: int | str = logging.WARNING) -> None:
    """Log warnings and errors of this process, or what else is asked for, to its standard error."""
    logging.basicConfig(level=level, handlers=[log_to(sys.stderr, log_format)], force=True)


def replace_colours() -> None:
    """Let Rasa and its action server log as JSON, if the environment says so, where they would put colours."""
    if os.environ.get(VARIABLE, "").lower() != LogFormat.JSON:
        return
    import coloredlogs  # type: ignore[import-untyped] # noqa: PLC0415 - only these two need it, and bring it

    coloredlogs.install = lambda level=logging.INFO, **_: configure_logs(LogFormat.JSON, level)
    # It names each request, several a second.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def json_formatter() -> logging.Formatter:
    """An object a line."""
    return ProcessorFormatter(
        foreign_pre_chain=[add_log_level, add_logger_name, TimeStamper(fmt="iso", utc=True, key="time")],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            unfolded,
            without_words,
            JSONRenderer(ensure_ascii=False),
        ],
    )


def unfolded(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Rasa logs some of its lines as JSON already."""
    try:
        inside = json.loads(event["event"])
    except ValueError:
        return event
    return {**inside, **event, "event": str(inside.get("event", ""))} if isinstance(inside, dict) else event


def without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An error as its type and where it arose: its message may hold what a firm said."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) and error[0] is not None:
        event["error"] = error[0].__name__
        event["places"] = [f"{place.filename}:{place.lineno}" for place in traceback.extract_tb(error[2])]
    return event

"""What the gateway logs, for people or as JSON for collectors of logs. Neither holds what firms say."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TextIO

from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, WrappedLogger

from advisor.settings import LogFormat

TEXT = "%(levelname)s %(name)s: %(message)s"


def log_to(stream: TextIO, log_format: LogFormat) -> logging.Handler:
    """A handler that writes in a format."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_json() if log_format is LogFormat.JSON else logging.Formatter(TEXT))
    return handler


def configure_logs(log_format: LogFormat) -> None:
    """Log warnings and errors of this process to its standard error."""
    logging.basicConfig(level=logging.WARNING, handlers=[log_to(sys.stderr, log_format)], force=True)


def _json() -> logging.Formatter:
    return ProcessorFormatter(
        foreign_pre_chain=[add_log_level, add_logger_name, TimeStamper(fmt="iso", utc=True, key="time")],
        processors=[ProcessorFormatter.remove_processors_meta, without_words, JSONRenderer(ensure_ascii=False)],
    )


def without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An error as its type and where it arose: its message may hold what a firm said."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) and error[0] is not None:
        event["error"] = error[0].__name__
        event["places"] = [f"{place.filename}:{place.lineno}" for place in traceback.extract_tb(error[2])]
    return event

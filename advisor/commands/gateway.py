"""Run the gateway until it is stopped."""

from __future__ import annotations

import argparse
import logging

import uvicorn

from advisor.gateway.wiring import build_app
from advisor.settings import load_settings

SHUTDOWN_SECONDS = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: host and port stand in the settings."""


def run(_: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; requests under way are answered first."""
    settings = load_settings()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    uvicorn.run(
        build_app(settings),
        host=settings.host,
        port=settings.port,
        # Addresses of firms and ids of their conversations are nobody's business.
        access_log=False,
        log_level="warning",
        server_header=False,
        # There are no web sockets here, and Rasa holds their library at a version that uvicorn cannot load.
        ws="none",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    return 0

"""Become one process of the advisor, for whatever keeps processes running on a server, such as systemd."""

from __future__ import annotations

import argparse
import os

from advisor.ops import processes
from advisor.ops.launch import ENV_FILE
from advisor.ops.local_secrets import read_settings
from advisor.ops.many import ENDPOINTS
from advisor.ops.processes import Service
from advisor.settings import Settings

NAMES = ("rasa", "actions", "gateway")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which one. Everything else stands in the settings."""
    parser.add_argument("name", choices=NAMES, help="which process")


def run(args: argparse.Namespace) -> int:
    """Become it, so that its exit code and signals are its own."""
    settings = read_settings(ENV_FILE)
    service = service_of(settings, args.name)
    own = service.surroundings(processes.surroundings(settings))
    os.chdir(own.directory)
    os.execve(service.command[0], service.command, dict(own.environment))  # noqa: S606 - no shell is wanted.


def service_of(settings: Settings, name: str) -> Service:
    """The process of that name. A Rasa server that has Redis shares conversations with others."""
    if name == "actions":
        return processes.action_server(settings)
    if name == "gateway":
        return processes.gateway(settings)
    return processes.rasa_server(settings, ENDPOINTS) if settings.redis_url else processes.rasa_server(settings)

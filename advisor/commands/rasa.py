"""Run one of Rasa's own commands with our settings, e.g. `rasa data validate`."""

from __future__ import annotations

import argparse
import os

from advisor.ops import processes
from advisor.ops.launch import ENV_FILE
from advisor.ops.local_secrets import read_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything is Rasa's."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what Rasa is to do")


def run(args: argparse.Namespace) -> int:
    """Become Rasa, so that its exit code and Ctrl-C are its own."""
    command = processes.rasa(*args.arguments)
    os.execve(command[0], command, processes.environment(read_settings(ENV_FILE)))  # noqa: S606 - no shell is wanted.

"""Run the action server until it is stopped."""

from __future__ import annotations

import argparse

from rasa_sdk.__main__ import main_from_args
from rasa_sdk.endpoint import create_argument_parser

from actions.session import knowledge
from advisor.commands._plainly import plainly
from advisor.heap import settle
from advisor.logs import replace_colours


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The port; where it listens is rasa_sdk's SANIC_HOST."""
    parser.add_argument("--port", default="5055", help="where Rasa reaches it")


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM. The knowledge is read first: without it every turn would fail."""
    with plainly("action server"):
        knowledge()
    replace_colours()
    settle()
    main_from_args(create_argument_parser().parse_args(["--actions", "actions", "--port", arguments.port]))
    return 0

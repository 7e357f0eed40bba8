"""Start the whole system and keep it running until Ctrl-C."""

from __future__ import annotations

import argparse

from advisor.ops.launch import guarded, prepare, start, whole_system


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--verbose` shows what the processes say."""
    parser.add_argument("--verbose", action="store_true", help="show the output of the processes as it comes")


def run(args: argparse.Namespace) -> int:
    """Return 0 after a stop that was asked for."""
    return guarded(lambda console: start(console, whole_system(prepare(console)), verbose=args.verbose))

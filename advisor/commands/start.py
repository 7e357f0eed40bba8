"""Start the whole system and keep it running until Ctrl-C."""

from __future__ import annotations

import argparse

from advisor.ops.console import Console
from advisor.ops.launch import guarded, prepare, start, whole_system
from advisor.ops.many import Many, start_many


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--verbose` shows what the processes say, `--like-production` starts several of each."""
    parser.add_argument("--verbose", action="store_true", help="show the output of the processes as it comes")
    parser.add_argument(
        "--like-production",
        action="store_true",
        help="two of each process on PostgreSQL and Redis behind nginx, as docs/operations.md has it",
    )


def run(args: argparse.Namespace) -> int:
    """Return 0 after a stop that was asked for."""

    def work(console: Console) -> int:
        settings = prepare(console)
        if args.like_production:
            return start_many(console, Many(settings), verbose=args.verbose)
        return start(console, whole_system(settings), verbose=args.verbose)

    return guarded(work)

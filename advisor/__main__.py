"""`python -m advisor COMMAND`: each module of `advisor/commands` is one command."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

from advisor import commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = _parser(_wanted(given)).parse_args(given)
    code: int = chosen.run(chosen)
    return code


def _wanted(arguments: list[str]) -> list[str]:
    """The command named, so that only its module is imported; all where help is needed."""
    names = [module.name for module in pkgutil.iter_modules(commands.__path__) if not module.name.startswith("_")]
    return arguments[:1] if arguments and arguments[0] in names else names


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m advisor", description=commands.__doc__)
    choices = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in names:
        module = importlib.import_module(f"{commands.__name__}.{name}")
        command = choices.add_parser(name, help=_summary(module), description=module.__doc__)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _summary(module: ModuleType) -> str:
    return (module.__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())

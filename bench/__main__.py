"""`python -m bench [name ...]`: measure, and print tables that docs/nlu.md shows."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

WORDS = ("intents", "off_topic", "clarify", "questions")
LIVE = {"plain_talk": "plain_talk", "real_firms": "real_firms", "fuzz": "fuzzing"}
SCRIPTS = ("banking77", "ablation", "turns", "telegram", "console", "many", "soak")
"""Modules of this package. Each is imported when it is named: some bring all of Rasa."""
QUICK = (*WORDS, *LIVE, "banking77")
EVERY = (*WORDS, *LIVE, *SCRIPTS)


def main(arguments: Sequence[str]) -> int:
    """Run what is named, or everything but the ablation, which takes long."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of {', '.join(EVERY)}")
    names = parser.parse_args(arguments).names or QUICK
    if unknown := set(names) - set(EVERY):
        parser.error(f"no bench is called {', '.join(unknown)}; expected any of {', '.join(EVERY)}")
    return max([_run(name) for name in names])


def _run(name: str) -> int:
    print(f"\n## {name}\n", flush=True)
    if name in SCRIPTS:
        return int(_module(name).main([]))
    for line in _lines(name):
        print(line, flush=True)
    return 0


def _lines(name: str) -> Iterator[str]:
    if name in LIVE:
        yield from getattr(_module("live"), LIVE[name])()
    else:
        yield from getattr(_module("words"), name)().lines()


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"bench.{name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

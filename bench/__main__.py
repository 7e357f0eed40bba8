"""`python -m bench [name ...]`: measure, and print tables that docs/nlu.md shows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from bench import ablation, banking77, console, live, many, soak, telegram, turns, words

BENCHES: dict[str, Callable[[], Iterator[str]]] = {
    "intents": lambda: words.intents().lines(),
    "off_topic": lambda: words.off_topic().lines(),
    "clarify": lambda: words.clarify().lines(),
    "questions": lambda: words.questions().lines(),
    "plain_talk": live.plain_talk,
    "real_firms": live.real_firms,
    "fuzz": live.fuzzing,
}
SCRIPTS = {
    "banking77": banking77.main,
    "ablation": ablation.main,
    "turns": turns.main,
    "telegram": telegram.main,
    "console": console.main,
    "many": many.main,
    "soak": soak.main,
}


def main(arguments: Sequence[str]) -> int:
    """Run what is named, or everything but the ablation, which takes long."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of {', '.join((*BENCHES, *SCRIPTS))}")
    names = parser.parse_args(arguments).names or [*BENCHES, "banking77"]
    if unknown := set(names) - set(BENCHES) - set(SCRIPTS):
        parser.error(f"no bench is called {', '.join(unknown)}; expected any of {', '.join((*BENCHES, *SCRIPTS))}")
    return max([_run(name) for name in names])


def _run(name: str) -> int:
    print(f"\n## {name}\n", flush=True)
    if name in SCRIPTS:
        return SCRIPTS[name]([])
    for line in BENCHES[name]():
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

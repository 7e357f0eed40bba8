"""Draw firms from the model and print how sure it is, how much it asks and what each question does."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from advisor.core import simulation
from advisor.core.simulation import Effort, Run
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge, StageId
from advisor.settings import knowledge_dir


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many firms, which, and how far their answers hang together."""
    parser.add_argument("--firms", type=_at_least_one, default=2000, help="how many firms to draw")
    parser.add_argument("--seed", type=int, default=7, help="the same seed draws the same firms")
    parser.add_argument(
        "--overlap",
        type=_share,
        default=0.0,
        help="chance, from 0 to 1, that an answer fits the stage that a firm seems to be in and not its true one",
    )
    parser.add_argument("--directory", type=Path, help="where the YAML files are")


def run(arguments: argparse.Namespace) -> int:
    """Interview the same firms twice and print the tables."""
    knowledge = load_knowledge(arguments.directory or knowledge_dir())
    rng = random.Random(arguments.seed)  # noqa: S311 - made-up firms, nothing secret
    firms = [simulation.draw_firm(knowledge, rng, arguments.overlap) for _ in range(arguments.firms)]
    chosen = [simulation.run(knowledge, firm) for firm in firms]
    fixed = [simulation.run(knowledge, firm, simulation.in_file_order) for firm in firms]
    print("\n".join(tables(knowledge, chosen, fixed)))
    return 0


def tables(knowledge: Knowledge, chosen: Sequence[Run], fixed: Sequence[Run]) -> Iterator[str]:
    """All that is printed, as Markdown tables so that docs/inference.md can show it as it is."""
    yield "How sure, and how often right"
    yield from _table(("said", "verdicts", "said on average", "right"), _calibration(chosen))
    yield "\nVerdicts by true stage"
    yield from _table(("stage", "firms", "right"), _by_stage(chosen))
    yield "\nEvidence questions until asking ended"
    rows = [_effort("what tells most", chosen), _effort("in file order", fixed)]
    yield from _table(("asking", "median", "mean", "most", "right"), rows)
    yield "\nWhat each question did"
    yield from _table(("question", "asked", "verdicts it changed, where asked"), _influence(knowledge, chosen))


def _calibration(runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    for one in simulation.calibration(runs):
        yield f"{one.low:.0%} to {one.high:.0%}", str(one.number), f"{one.said:.1%}", f"{one.right:.1%}"


def _by_stage(runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    for stage in StageId:
        firms = [one for one in runs if one.truth is stage]
        if firms:
            yield stage.value, str(len(firms)), f"{simulation.effort(firms).right:.1%}"


def _effort(asking: str, runs: Sequence[Run]) -> tuple[str, ...]:
    one: Effort = simulation.effort(runs)
    return asking, f"{one.median:g}", f"{one.mean:.2f}", str(one.most), f"{one.right:.1%}"


def _influence(knowledge: Knowledge, runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    for one in simulation.influence(knowledge, runs):
        yield one.question, f"{one.asked:.1%}", f"{one.decisive:.1%}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        if number == 0:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"is {text!r}; expected a whole number from 1")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"is {text!r}; expected a number from 0 to 1")
    return share

"""BANKING77, ten examples an intent: how well, how fast and how lately trained, beside other assistants' figures.

`python -m bench.banking77 [folder]`; the folder is `../shared/data/banking77` unless given.
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from advisor.settings import ROOT
from bench.pipeline import Component, Example, Pipeline, configured
from bench.scoring import accuracy, table

FOLDER = ROOT.parent / "shared" / "data" / "banking77"
TRAIN, TEST = "train_10_per_intent.csv", "test.csv"
TIMED = 500
"""Test utterances that are timed one by one."""
HEAD = ("pipeline", "accuracy", "trained in", "an utterance, p50")
TARGETS = ("target", "0.840", "60 s", "10 ms")
PUBLISHED = (
    ("Rasa 3.6.21, default DIET pipeline", "0.648", "600 s", ""),
    ("Rasa 3.6.21, CountVectors and LogisticRegressionClassifier", "0.698", "20 s", ""),
    ("all-MiniLM-L6-v2 in float32 and logistic regression", "0.848", "", "5.8 ms"),
    ("the paper's best, USE and ConveRT", "0.852", "", ""),
)
"""Of the same ten examples an intent, from the README of the data; the last from Casanueva et al. 2020."""


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    folder = Path(arguments[0]) if arguments else FOLDER
    if not (folder / TEST).is_file():
        print(f"Skipped: there is no BANKING77 in {folder}. Name its folder: python -m bench.banking77 FOLDER")
        return 0
    print(table(HEAD, [measured(configured(), folder), TARGETS, *PUBLISHED]))
    return 0


def measured(configs: Sequence[Component], folder: Path) -> tuple[str, ...]:
    """The row of a pipeline: trained on the one file, tried on the other."""
    train, test = read(folder / TRAIN), read(folder / TEST)
    started = time.perf_counter()
    pipeline = Pipeline.train(configs, train)
    seconds = time.perf_counter() - started
    milliseconds = 1000 * median_seconds(pipeline, [example.text for example in test[:TIMED]])
    return "this project's", f"{score(pipeline, test):.3f}", f"{seconds:.0f} s", f"{milliseconds:.1f} ms"


def score(pipeline: Pipeline, examples: Sequence[Example]) -> float:
    """Accuracy."""
    return accuracy([example.intent for example in examples], pipeline.intents([example.text for example in examples]))


def median_seconds(pipeline: Pipeline, texts: Sequence[str]) -> float:
    """How long one text takes, one at a time, on one core."""
    with one_core():
        return statistics.median(_seconds(pipeline, text) for text in texts)


def read(file: Path) -> list[Example]:
    """Examples from a file with the columns `text` and `intent`."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [Example(row["text"], row["intent"]) for row in csv.DictReader(lines)]


@contextmanager
def one_core() -> Iterator[None]:
    """Hold this process to one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _seconds(pipeline: Pipeline, text: str) -> float:
    started = time.perf_counter()
    pipeline.intents([text])
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

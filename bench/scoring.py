"""Scores of pipelines, and tables of scores."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bench.pipeline import Component, Example, Pipeline

FOLDS = 5
SEED = 3
MISTYPED = 0.3
"""Share of the longer words that get a typing mistake."""
SHORTEST_MISTYPED = 4


@dataclass(frozen=True)
class Scores:
    """How well intents were told."""

    accuracy: float
    macro_f1: float
    with_typos: float
    """Accuracy on the same texts with typing mistakes."""


def accuracy(expected: Sequence[str], told: Sequence[str]) -> float:
    """The share that is right."""
    return sum(one == other for one, other in zip(expected, told, strict=True)) / len(expected)


def cross_validated(configs: Sequence[Component], examples: Sequence[Example]) -> Scores:
    """Every example told by a pipeline that was trained on four fifths of the others."""
    expected, told, with_typos = [], [], []
    for train, test in _folds(examples):
        pipeline = Pipeline.train(configs, train)
        expected += [example.intent for example in test]
        told += pipeline.intents([example.text for example in test])
        with_typos += pipeline.intents([mistyped(example.text) for example in test])
    macro = float(f1_score(expected, told, average="macro", zero_division=0))
    return Scores(accuracy(expected, told), macro, accuracy(expected, with_typos))


def mistyped(text: str) -> str:
    """The text with typing mistakes, always the same ones."""
    chance = random.Random(text)
    wrong = (len(word) >= SHORTEST_MISTYPED and chance.random() < MISTYPED for word in text.split())
    return " ".join(_mistyped(word, chance) if bad else word for word, bad in zip(text.split(), wrong, strict=True))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """In Markdown; all columns but the first are figures."""
    line = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, line, *rows))


def _folds(examples: Sequence[Example]) -> Iterator[tuple[list[Example], list[Example]]]:
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for train, test in folds.split(examples, [example.intent for example in examples]):
        yield [examples[place] for place in train], [examples[place] for place in test]


def _mistyped(word: str, chance: random.Random) -> str:
    """A letter inside the word left out, doubled or swapped with the next."""
    place = chance.randrange(1, len(word) - 1)
    before, letter, after, rest = word[:place], word[place], word[place + 1], word[place + 2 :]
    return before + chance.choice((after, letter + letter + after, after + letter)) + rest

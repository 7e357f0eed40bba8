"""What each component of the pipeline is good for: the same measure without it.

`python -m bench.ablation [folder of BANKING77]` prints the table of docs/nlu.md; it takes half an hour at most.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data

from advisor.settings import ROOT
from bench.banking77 import FOLDER, TEST, TRAIN, read, score
from bench.pipeline import Component, Example, Pipeline, configured
from bench.scoring import cross_validated, table

OWN = ROOT / "data" / "nlu" / "en"
FEATURIZERS: Mapping[str, Component] = {
    "words": {"name": "CountVectorsFeaturizer", "min_ngram": 1, "max_ngram": 2},
    "pieces": {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 2, "max_ngram": 5},
    "encoder": {"name": "advisor.nlu.featurizer.SentenceEncoder"},
}
HEAD = ("features", "own, accuracy", "own, macro F1", "own with typos", "BANKING77 training", "BANKING77 test")


@dataclass(frozen=True)
class Variant:
    """Featurizers, and what the classifier is told otherwise."""

    featurizers: tuple[str, ...]
    classifier: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def name(self) -> str:
        """As the table calls it."""
        return " + ".join(self.featurizers) + self.note


VARIANTS = (
    Variant(("words",)),
    Variant(("pieces",)),
    Variant(("words", "pieces")),
    Variant(("encoder",)),
    Variant(("words", "encoder")),
    Variant(("pieces", "encoder")),
    Variant(("words", "pieces", "encoder")),
    Variant(("pieces", "encoder"), {"class_weight": None}, ", classes not weighted"),
    Variant(("pieces", "encoder"), {"sparse_length": None}, ", pieces as counted"),
)


def main(arguments: Sequence[str]) -> int:
    """Print the table, row by row."""
    banking = Path(arguments[0]) if arguments else FOLDER
    if not (banking / TEST).is_file():
        print(f"There is no BANKING77 in {banking}, so its columns are empty.")
    for line in lines(VARIANTS, banking):
        print(line, flush=True)
    return 0


def lines(variants: Sequence[Variant], banking: Path) -> Iterator[str]:
    """The table. The variant of config.yml is in bold."""
    yield table(HEAD, [])
    for variant in variants:
        configs = components(variant, configured())
        name = f"**{variant.name}**" if configs == configured() else variant.name
        yield table(HEAD, [(name, *_own(configs), *_banking(configs, banking))]).splitlines()[-1]


def components(variant: Variant, pipeline: Sequence[Component]) -> list[Component]:
    """The pipeline with the featurizers of a variant in place of its own."""
    tokenizer, classifier = pipeline[0], pipeline[-1]
    featurizers = [FEATURIZERS[name] for name in variant.featurizers]
    return [tokenizer, *featurizers, {**classifier, **variant.classifier}]


def own_examples(folder: Path = OWN) -> list[Example]:
    """The training data of this project."""
    examples = load_data(str(folder)).intent_examples
    return [Example(each.get(TEXT), each.get(INTENT)) for each in examples if not each.get(TEXT).startswith("/")]


def _own(configs: Sequence[Component]) -> tuple[str, ...]:
    scores = cross_validated(configs, own_examples())
    return tuple(f"{figure:.3f}" for figure in (scores.accuracy, scores.macro_f1, scores.with_typos))


def _banking(configs: Sequence[Component], folder: Path) -> tuple[str, ...]:
    if not (folder / TEST).is_file():
        return "", ""
    train, test = read(folder / TRAIN), read(folder / TEST)
    figures = (cross_validated(configs, train).accuracy, score(Pipeline.train(configs, train), test))
    return tuple(f"{figure:.3f}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

from __future__ import annotations

from pathlib import Path

import pytest

from bench.ablation import FEATURIZERS, HEAD, VARIANTS, Variant, components, lines, own_examples
from bench.pipeline import configured

pytestmark = pytest.mark.slow


def test_the_config_is_one_of_the_variants() -> None:
    assert configured() in [components(variant, configured()) for variant in VARIANTS]


def test_a_variant_has_its_own_featurizers_and_the_rest_of_the_config() -> None:
    pipeline = [{"name": "tokenizer"}, {"name": "featurizer"}, {"name": "classifier", "C": 1.0, "max_iter": 5}]
    made = components(Variant(("encoder",), {"C": 2.0}), pipeline)
    assert made == [pipeline[0], FEATURIZERS["encoder"], {"name": "classifier", "C": 2.0, "max_iter": 5}]


def test_a_variant_is_named_after_what_it_has() -> None:
    assert Variant(("words", "encoder"), note=", unscaled").name == "words + encoder, unscaled"


def test_own_examples_are_sentences() -> None:
    examples = own_examples()
    assert len({example.intent for example in examples}) > 10
    assert not any(example.text.startswith("/") for example in examples)


def test_without_variants_the_table_is_its_head(tmp_path: Path) -> None:
    (head,) = lines([], tmp_path)
    assert head.startswith(f"| {HEAD[0]} |")

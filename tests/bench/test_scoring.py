from __future__ import annotations

import pytest

from bench.pipeline import Example
from bench.scoring import accuracy, cross_validated, mistyped, table

WORDS = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "advisor.nlu.classifier.SoftmaxClassifier"},
]


def test_accuracy_is_the_share_that_is_right() -> None:
    assert accuracy(["a", "a", "b", "b"], ["a", "b", "b", "b"]) == 0.75


def test_a_table_has_figures_on_the_right() -> None:
    assert table(("who", "how well"), [("we", "0.9")]) == "| who | how well |\n| --- | ---: |\n| we | 0.9 |"


def test_typing_mistakes_are_few_and_always_the_same() -> None:
    text = "We would like to sell our furniture to customers in Australia"
    wrong = [(one, other) for one, other in zip(text.split(), mistyped(text).split(), strict=True) if one != other]
    assert 0 < len(wrong) < 6
    assert mistyped(text) == mistyped(text)


@pytest.mark.parametrize("text", ["", "a by the", "HS"])
def test_short_words_are_typed_well(text: str) -> None:
    assert mistyped(text) == text


def test_each_example_is_told_by_what_others_taught() -> None:
    greetings = [Example(f"hello {name}", "greet") for name in ("Ana", "Budi", "Chai", "Dewi", "Emil")]
    goodbyes = [Example(f"bye {name}", "goodbye") for name in ("Ana", "Budi", "Chai", "Dewi", "Emil")]
    scores = cross_validated(WORDS, greetings + goodbyes)
    assert (scores.accuracy, scores.macro_f1) == (1.0, 1.0)
    assert 0 <= scores.with_typos <= 1

from __future__ import annotations

import pytest

from bench.pipeline import OTHERS, Example, Pipeline, configured

pytestmark = pytest.mark.slow

EXAMPLES = [
    Example("hello", "greet"),
    Example("good morning to you", "greet"),
    Example("how do I find foreign buyers?", "ask"),
    Example("where can we look for customers abroad?", "ask"),
]


def test_what_has_no_part_in_intents_is_left_out() -> None:
    names = [component["name"] for component in configured()]
    assert names[0] == "WhitespaceTokenizer"
    assert names[-1] == "advisor.nlu.classifier.SoftmaxClassifier"
    assert not OTHERS & set(names)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.train(configured(), EXAMPLES)


def test_the_pipeline_of_the_config_learns_meaning_from_few_examples(pipeline: Pipeline) -> None:
    assert pipeline.intents(["hi there", "who might purchase our goods overseas?"]) == ["greet", "ask"]


def test_anything_has_an_intent(pipeline: Pipeline) -> None:
    odd = ["", "x" * 2000, "/restart", "\N{SLIGHTLY SMILING FACE}", "\ud800"]
    assert set(pipeline.intents(odd)) <= {"greet", "ask"}

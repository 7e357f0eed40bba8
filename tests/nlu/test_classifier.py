from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import coo_matrix

from advisor.nlu.classifier import SoftmaxClassifier

VOCABULARY = ("hello", "morning", "bye", "night")
EXAMPLES = {"hello": "greet", "morning": "greet", "bye": "goodbye", "night": "goodbye"}


def message(text: str, intent: str | None = None) -> Message:
    """A text with the features that Rasa's featurizers would give: words counted, and one dense number."""
    made = Message({TEXT: text, INTENT: intent} if intent else {TEXT: text})
    counts = coo_matrix([[float(text.split().count(word)) for word in VOCABULARY]])
    length = np.array([[len(text) / 100]])
    for kind in ("sequence", "sentence"):
        made.add_features(Features(counts, kind, TEXT, "counts"))
        made.add_features(Features(length, kind, TEXT, "length"))
    return made


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))


@pytest.fixture
def trained(storage: LocalModelStorage, context: ExecutionContext) -> Resource:
    config = SoftmaxClassifier.get_default_config()
    classifier = SoftmaxClassifier.create(config, storage, Resource("intents"), context)
    data = TrainingData([message(text, intent) for text, intent in EXAMPLES.items()])
    resource = classifier.train(data)
    assert classifier.process_training_data(data).intent_examples[0].get(INTENT)["name"] == "greet"
    return resource


def test_it_ranks_intents_best_first(trained: Resource, storage: LocalModelStorage, context: ExecutionContext) -> None:
    config = {**SoftmaxClassifier.get_default_config(), "ranking_length": 1}
    classifier = SoftmaxClassifier.load(config, storage, trained, context)
    (read,) = classifier.process([message("hello morning")])
    assert read.get(INTENT)["name"] == "greet"
    assert 0.5 < read.get(INTENT)["confidence"] < 1
    assert read.get("intent_ranking") == [read.get(INTENT)]


def test_sparse_features_can_be_kept_at_one_length_beside_dense_ones(
    storage: LocalModelStorage, context: ExecutionContext
) -> None:
    config = {**SoftmaxClassifier.get_default_config(), "sparse_length": 1.0}
    classifier = SoftmaxClassifier.create(config, storage, Resource("intents"), context)
    classifier.train(TrainingData([message(text, intent) for text, intent in EXAMPLES.items()]))
    once, often = classifier.process([message("hello"), message("hello " * 50)])
    assert often.get(INTENT)["confidence"] == pytest.approx(once.get(INTENT)["confidence"], abs=0.05)
    (unknown,) = classifier.process([message("x")])
    assert unknown.get(INTENT)["confidence"] == pytest.approx(0.5, abs=0.05)


def test_before_training_it_says_nothing(storage: LocalModelStorage, context: ExecutionContext) -> None:
    classifier = SoftmaxClassifier.create(SoftmaxClassifier.get_default_config(), storage, Resource("x"), context)
    (read,) = classifier.process([message("hello")])
    assert read.get(INTENT) is None


def test_what_a_button_sends_is_left_to_rasa(
    trained: Resource, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    classifier = SoftmaxClassifier.load(SoftmaxClassifier.get_default_config(), storage, trained, context)
    pressed, said = classifier.process([message('/answer{"option":"goods"}'), message("hello")])
    assert pressed.get(INTENT) is None
    assert said.get(INTENT)["name"] == "greet"

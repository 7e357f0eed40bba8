from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.nlu.encoder import SIZE, shared_encoder
from advisor.nlu.featurizer import ORIGIN, SentenceEncoder


@pytest.fixture
def featurizer(tmp_path: Path) -> SentenceEncoder:
    context = ExecutionContext(GraphSchema({}))
    return SentenceEncoder.create({}, LocalModelStorage(tmp_path), Resource("encoder"), context)


def test_a_message_gets_the_vector_of_its_sentence_and_none_for_its_words(featurizer: SentenceEncoder) -> None:
    (message,) = featurizer.process([Message({TEXT: "We sell shoes."})])
    words, sentence = message.get_dense_features(TEXT)
    assert words is None
    assert sentence is not None
    assert [(each.type, each.attribute, each.origin) for each in message.features] == [
        (FEATURE_TYPE_SENTENCE, TEXT, ORIGIN)
    ]
    assert np.array_equal(sentence.features, shared_encoder().encode(["We sell shoes."]))


def test_examples_get_theirs_when_it_trains(featurizer: SentenceEncoder) -> None:
    data = TrainingData([Message({TEXT: text}) for text in ("hello", "bye")])
    featurized = featurizer.process_training_data(data).training_examples
    assert [message.get_dense_features(TEXT)[1].features.shape for message in featurized] == [(1, SIZE)] * 2


def test_a_button_gets_as_many_zeros(featurizer: SentenceEncoder) -> None:
    (message,) = featurizer.process([Message({TEXT: '/answer{"option": "yes"}'})])
    assert np.array_equal(message.get_dense_features(TEXT)[1].features, np.zeros((1, SIZE)))


def test_empty_text_has_a_vector_and_no_text_has_none(featurizer: SentenceEncoder) -> None:
    empty, none = featurizer.process([Message({TEXT: ""}), Message({"intent": "greet"})])
    assert empty.get_dense_features(TEXT)[1].features.shape == (1, SIZE)
    assert none.get_dense_features(TEXT) == (None, None)

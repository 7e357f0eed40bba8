"""Rasa's NLU pipeline meets the sentence encoder."""

from __future__ import annotations

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.nlu.component import Component
from advisor.nlu.encoder import SIZE, Vectors, shared_encoder

ORIGIN = "SentenceEncoder"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(Component):
    """Adds the vector of each sentence. The tokens get none: only DIET and its like ask for those."""

    def prepare(self) -> None:
        """Get what it needs."""
        self._encoder = shared_encoder()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors of the examples, all of which are encoded first: that is faster than one by one."""
        self._encoder.encode([example.get(TEXT) for example in training_data.training_examples if example.get(TEXT)])
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vectors of messages that have a text."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                vectors = self._vectors(text)
                message.add_features(Features(vectors, FEATURE_TYPE_SENTENCE, TEXT, ORIGIN))
        return messages

    def _vectors(self, text: str) -> Vectors:
        """One row. Button payloads have no meaning to encode, but the classifier wants its columns."""
        if text.startswith("/"):
            return np.zeros((1, SIZE), dtype=np.float32)
        return self._encoder.encode([text])

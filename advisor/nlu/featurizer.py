"""Rasa's NLU pipeline meets the sentence encoder."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.nlu.encoder import SIZE, Encoder, Vectors, shared_encoder

ORIGIN = "SentenceEncoder"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):
    """Adds the vector of each sentence. The tokens get none: only DIET and its like ask for those."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Called by Rasa when it trains and when it starts."""
        return cls(shared_encoder())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors of the examples."""
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

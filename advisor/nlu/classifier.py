"""Rasa's NLU pipeline meets the softmax classifier.

The same method as Rasa's LogisticRegressionClassifier, whose way of loading a model (skops) costs seven seconds of
every start; see docs/adr/0007-own-classifier.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, spmatrix, vstack

from advisor.nlu.softmax import Softmax, fit

INTENT_RANKING = "intent_ranking"
PARAMETERS = ("C", "max_iter", "class_weight")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoftmaxClassifier(IntentClassifier, GraphComponent):
    """Classifies by the sentence features, sparse and dense, of the featurizers before it."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, softmax: Softmax | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._softmax = softmax

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`, `max_iter` and `class_weight` are scikit-learn's.

        `sparse_length` is what the sparse features of a sentence are scaled to, so that they weigh the same against
        dense ones however many words there are; None leaves them as counted. `ranking_length` is how many intents are
        told, best first.
        """
        return {"C": 1.0, "max_iter": 300, "class_weight": "balanced", "sparse_length": None, "ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoftmaxClassifier:
        """Called by Rasa before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,  # noqa: ANN401 - Rasa's signature
    ) -> SoftmaxClassifier:
        """Called by Rasa when it starts."""
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, Softmax.load(directory))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have a text and an intent."""
        examples = [each for each in training_data.intent_examples if each.get(INTENT) and each.get(TEXT)]
        parameters = {name: self._config[name] for name in PARAMETERS}
        self._softmax = fit(self._features(examples), [each.get(INTENT) for each in examples], **parameters)
        with self._storage.write_to(self._resource) as directory:
            self._softmax.save(directory)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add what was learnt to the examples, for components further on."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `intent` and `intent_ranking`."""
        if self._softmax is not None and messages:
            for message, shares in zip(messages, self._softmax.probabilities(self._features(messages)), strict=True):
                ranked = sorted(zip(self._softmax.labels, shares, strict=True), key=lambda item: -item[1])
                ranking = [{"name": name, "confidence": float(share)} for name, share in ranked]
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _features(self, messages: list[Message]) -> csr_matrix:
        return csr_matrix(vstack([self._sentence(message) for message in messages]))

    def _sentence(self, message: Message) -> csr_matrix:
        """One row. Of each pair that Rasa keeps, words and sentence, the second is the sentence's."""
        sparse, dense = message.get_sparse_features(TEXT)[1], message.get_dense_features(TEXT)[1]
        parts = (_scaled(sparse.features, self._config["sparse_length"]) if sparse else None, dense and dense.features)
        return hstack([csr_matrix(part) for part in parts if part is not None])


def _scaled(row: spmatrix, length: float | None) -> spmatrix:
    """The row at the length given. One without any known word stays empty."""
    present = np.sqrt(row.multiply(row).sum())
    return row * (length / present) if length is not None and present else row

"""Rasa's NLU pipeline meets the softmax classifier.

The same method as Rasa's LogisticRegressionClassifier, whose way of loading a model (skops) costs seven seconds of
every start; see docs/adr/0007-own-classifier.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from advisor.nlu.component import LearningComponent
from advisor.nlu.fitting import Block, Recipe, fit
from advisor.nlu.softmax import Softmax

INTENT_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoftmaxClassifier(LearningComponent, IntentClassifier):
    """Classifies by the sentence features, sparse and dense, of the featurizers before it."""

    def prepare(self) -> None:
        """Get what it needs."""
        self._softmax: Softmax | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`, `max_iter` and `class_weight` are scikit-learn's.

        `sparse_length` is what the sparse features of a sentence are scaled to, so that they weigh the same against
        dense ones however many words there are; None leaves them as counted. `ranking_length` is how many intents are
        told, best first.
        """
        return {"C": 1.0, "max_iter": 300, "class_weight": "balanced", "sparse_length": None, "ranking_length": 5}

    def learn(self, training_data: TrainingData) -> None:
        """Learn from the examples that have a text and an intent."""
        examples = [each for each in training_data.intent_examples if each.get(INTENT) and each.get(TEXT)]
        recipe = Recipe(self._config["C"], self._config["max_iter"], class_weight=self._config["class_weight"])
        self._softmax = fit(self._blocks(examples), [each.get(INTENT) for each in examples], recipe)

    def save(self, directory: Path) -> None:
        """Write what was learnt."""
        if self._softmax is not None:
            self._softmax.save(directory)

    def restore(self, directory: Path) -> None:
        """Read what `save` wrote."""
        self._softmax = Softmax.load(directory)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add what was learnt to the examples, for components further on."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `intent` and `intent_ranking`, but to payloads of buttons, of which Rasa reads the intent itself."""
        in_words = [each for each in messages if not _is_payload(str(each.get(TEXT) or ""))]
        if self._softmax is not None and in_words:
            for message, shares in zip(in_words, self._softmax.probabilities(*self._blocks(in_words)), strict=True):
                ranked = sorted(zip(self._softmax.labels, shares, strict=True), key=lambda item: -item[1])
                ranking = [{"name": name, "confidence": float(share)} for name, share in ranked]
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _blocks(self, messages: list[Message]) -> list[Block]:
        """Sparse features, then dense ones. Of each pair that Rasa keeps, words and sentence, the second is taken."""
        sparse = [each.features for _, each in map(_sparse, messages) if each]
        dense = [each.features for _, each in map(_dense, messages) if each]
        counted = [_scaled(csr_matrix(vstack(sparse)), self._config["sparse_length"])] if sparse else []
        return [*counted, *([np.vstack(dense)] if dense else [])]


def _is_payload(text: str) -> bool:
    """Whether a text is what a button sends: an intent with entities."""
    return text.startswith(INTENT_MESSAGE_PREFIX) and text.endswith("}")


def _sparse(message: Message) -> tuple[Features | None, Features | None]:
    pair: tuple[Features | None, Features | None] = message.get_sparse_features(TEXT)
    return pair


def _dense(message: Message) -> tuple[Features | None, Features | None]:
    pair: tuple[Features | None, Features | None] = message.get_dense_features(TEXT)
    return pair


def _scaled(rows: csr_matrix, length: float | None) -> csr_matrix:
    """The rows at the length given. One without any known word stays empty."""
    if length is None:
        return rows
    counts = np.diff(rows.indptr)
    squares = np.bincount(np.repeat(np.arange(len(counts)), counts), np.square(rows.data), minlength=len(counts))
    factors = np.divide(length, np.sqrt(squares), out=np.zeros(len(counts)), where=squares > 0)
    return csr_matrix((rows.data * np.repeat(factors, counts), rows.indices, rows.indptr), shape=rows.shape)

"""Rasa's training data meets the sentences that stand in the knowledge, so that each stands in one place."""

from __future__ import annotations

from collections.abc import Iterator

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.core.utterance import Intent
from advisor.nlu.component import Component, shared_knowledge, shared_told


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class KnowledgeExamples(Component):
    """Adds examples: ways to ask for answers (`ask_question`) and sentences whose facts are known (`inform`).

    Stands first in the pipeline.
    """

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The examples, and one more for each sentence that is not among them."""
        known = {example.get(TEXT) for example in training_data.intent_examples}
        intents = {text: intent for text, intent in _sentences() if text not in known}
        return training_data.merge(
            TrainingData([Message({TEXT: text, INTENT: intent.value}) for text, intent in intents.items()])
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Messages pass as they are."""
        return messages


def _sentences() -> Iterator[tuple[str, Intent]]:
    knowledge = shared_knowledge()
    for answer in knowledge.faq.values():
        yield from ((words, Intent.ASK_QUESTION) for words in answer.phrasings)
    for told in shared_told():
        if told.facts is not None:
            yield told.text, Intent.INFORM

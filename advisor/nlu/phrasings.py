"""Rasa's training data meets the phrasings of faq.yml, so that a question stands in one place."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.core.utterance import Intent
from advisor.knowledge.loader import load_knowledge
from advisor.settings import knowledge_dir


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class FaqPhrasings(GraphComponent):
    """Adds the ways to ask for answers as examples of the intent `ask_question`. Stands first in the pipeline."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FaqPhrasings:
        """Called by Rasa when it trains and when it starts."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The examples and one more for each phrasing that is not among them."""
        known = {example.get(TEXT) for example in training_data.intent_examples}
        answers = load_knowledge(knowledge_dir()).faq.values()
        asked = dict.fromkeys(words for answer in answers for words in answer.phrasings if words not in known)
        return training_data.merge(
            TrainingData([Message({TEXT: words, INTENT: Intent.ASK_QUESTION.value}) for words in asked])
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Messages pass as they are."""
        return messages

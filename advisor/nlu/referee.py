"""Rasa's NLU pipeline meets the last word on what a message is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from advisor.core.parsed import utterance_from
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Section
from advisor.nlu.classifier import INTENT_RANKING
from advisor.nlu.clauses import split
from advisor.nlu.encoder import Encoder, shared_encoder
from advisor.nlu.judgement import judge
from advisor.settings import knowledge_dir


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Referee(GraphComponent):
    """Sets the intent by the classifier's ranking, the facts and the answers found. The ranking stays as it was."""

    def __init__(self, telling: Collection[str], encoder: Encoder) -> None:
        self._telling = telling
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Referee:
        """Called by Rasa when it trains and when it starts."""
        questions = load_knowledge(knowledge_dir()).questions
        telling = frozenset(key for key, question in questions.items() if question.section is not Section.BASICS)
        return cls(telling, shared_encoder())

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent`. What a button payload means stands in it."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text and not text.startswith("/"):
                self._judge(message, text)
        return messages

    def _judge(self, message: Message, text: str) -> None:
        found = {key: message.get(key) for key in (TEXT, INTENT, ENTITIES, INTENT_RANKING)}
        asks = any(clause.question for clause in split(text))
        judged = judge(utterance_from(found), self._telling, asks, self._encoder.pieces(text))
        message.set(INTENT, {"name": judged.intent, "confidence": judged.confidence}, add_to_output=True)

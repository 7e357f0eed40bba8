"""Rasa's NLU pipeline meets the fact finder."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from advisor.knowledge.loader import load_knowledge
from advisor.nlu.facts import FactFinder
from advisor.settings import knowledge_dir

EXTRACTOR = "FactExtractor"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent):
    """Adds countries, numbers and named options as entities. Knows what the knowledge says when Rasa starts."""

    def __init__(self, finder: FactFinder) -> None:
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """Called by Rasa when it trains and when it starts."""
        return cls(FactFinder(load_knowledge(knowledge_dir())))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message. Button payloads bring their own."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not text.startswith("/"):
                found = [{**entity, "extractor": EXTRACTOR} for entity in self._finder.find(text)]
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

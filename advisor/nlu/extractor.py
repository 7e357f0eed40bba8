"""Rasa's NLU pipeline meets the finding of facts: by rules, and by what was learnt from sentences with their facts."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.knowledge.loader import load_knowledge
from advisor.nlu.corrections import begins_as_correction
from advisor.nlu.encoder import Encoder, shared_encoder
from advisor.nlu.facts import FactFinder
from advisor.nlu.interpreter import Interpreter
from advisor.nlu.told import FactReader, Facts
from advisor.settings import knowledge_dir

EXTRACTOR = "FactExtractor"
CORRECTION = "correction"
METADATA, EXAMPLE, FACTS = "metadata", "example", "facts"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FactExtractor(GraphComponent):
    """Adds countries, numbers and options as entities. Knows what the knowledge says when Rasa starts."""

    def __init__(
        self,
        finder: FactFinder,
        encoder: Encoder,
        storage: ModelStorage,
        resource: Resource,
        reader: FactReader | None = None,
    ) -> None:
        self._finder = finder
        self._encoder = encoder
        self._storage = storage
        self._resource = resource
        self._interpreter = Interpreter(load_knowledge(knowledge_dir()), encoder, reader) if reader else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """Called by Rasa before training."""
        return cls(_finder(), shared_encoder(), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,  # noqa: ANN401 - Rasa's signature
    ) -> FactExtractor:
        """Called by Rasa when it starts."""
        with model_storage.read_from(resource) as directory:
            reader = FactReader.load(directory)
        return cls(_finder(), shared_encoder(), model_storage, resource, reader)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples: those that name their facts, and all others, which tell none."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT) and _is_labelled(each)]
        texts = [each.get(TEXT) for each in examples]
        reader = FactReader.learn(texts, self._encoder.encode(texts), [_facts(each) for each in examples])
        with self._storage.write_to(self._resource) as directory:
            reader.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message. Button payloads bring their own."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not text.startswith("/"):
                found = self._finder.find(text)
                told = self._interpreter.interpret(text, found) if self._interpreter else []
                marks = [{"entity": CORRECTION, "value": True}] if begins_as_correction(text) else []
                named = [{**entity, "extractor": EXTRACTOR} for entity in (*found, *told, *marks)]
                message.set(ENTITIES, message.get(ENTITIES, []) + named, add_to_output=True)
        return messages


def _finder() -> FactFinder:
    return FactFinder(load_knowledge(knowledge_dir()))


def _is_labelled(example: Message) -> bool:
    """Facts about the firm without a list of them (`inform`) teach nothing: who knows what they tell?"""
    return FACTS in _metadata(example) or example.get("intent") != "inform"


def _facts(example: Message) -> Facts:
    facts: Facts = _metadata(example).get(FACTS) or {}
    return facts


def _metadata(example: Message) -> dict[str, Any]:
    return (example.get(METADATA) or {}).get(EXAMPLE) or {}

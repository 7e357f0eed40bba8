"""Rasa's NLU pipeline meets the finding of facts: by rules, and by what was learnt from sentences with their facts."""

from __future__ import annotations

from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.core.utterance import Intent
from advisor.nlu.component import LearningComponent, shared_knowledge, shared_told
from advisor.nlu.corrections import begins_as_correction
from advisor.nlu.encoder import shared_encoder
from advisor.nlu.facts import FactFinder
from advisor.nlu.interpreter import Interpreter
from advisor.nlu.told import FactReader, Facts

EXTRACTOR = "FactExtractor"
CORRECTION = "correction"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FactExtractor(LearningComponent):
    """Adds countries, numbers and options as entities. Knows what the knowledge says when Rasa starts."""

    def prepare(self) -> None:
        """Get what it needs."""
        self._finder = FactFinder(shared_knowledge())
        self._encoder = shared_encoder()
        self._reader: FactReader | None = None
        self._interpreter: Interpreter | None = None

    def learn(self, training_data: TrainingData) -> None:
        """Learn from the sentences of the knowledge with their facts, and from other intents, which tell none.

        Examples of `inform` without a list of facts teach nothing: who knows what they tell?
        """
        every = shared_told()
        told = [(each.text, each.facts) for each in every if each.facts is not None]
        others = [each.get(TEXT) for each in training_data.intent_examples if each.get(INTENT) != Intent.INFORM.value]
        texts = [*(text for text, _ in told), *others]
        facts: list[Facts] = [*(each for _, each in told), *({} for _ in others)]
        self._understand(FactReader.learn(texts, self._encoder.encode(texts), facts))

    def save(self, directory: Path) -> None:
        """Write what was learnt."""
        if self._reader is not None:
            self._reader.save(directory)

    def restore(self, directory: Path) -> None:
        """Read what `save` wrote."""
        self._understand(FactReader.load(directory))

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

    def _understand(self, reader: FactReader) -> None:
        self._reader = reader
        self._interpreter = Interpreter(shared_knowledge(), self._encoder, reader)

"""Rasa's NLU pipeline meets what a firm's story sounds like."""

from __future__ import annotations

from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.core.utterance import Intent
from advisor.knowledge.schema import ByStage
from advisor.nlu.component import LearningComponent, shared_told
from advisor.nlu.encoder import shared_encoder
from advisor.nlu.sounds import StageReader, sentences_of, together

IMPRESSION = "impression"
STORIES = frozenset({Intent.INFORM.value, Intent.FALLBACK.value})
"""A question, a greeting or talk of the weather says nothing of where a firm stands."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class StoryListener(LearningComponent):
    """Adds an entity `impression` to messages that tell of the firm: stage -> likelihood, up to a factor."""

    def prepare(self) -> None:
        """Get what it needs."""
        self._encoder = shared_encoder()
        self._reader: StageReader | None = None

    def learn(self, training_data: TrainingData) -> None:
        """Learn from the stories of the knowledge, whose stages advisers judged."""
        told = shared_told()
        judged = [(each.text, each.stage) for each in told if each.stage is not None]
        texts = [text for text, _ in judged]
        self._reader = StageReader.learn(texts, self._encoder.encode(texts), [stage for _, stage in judged])

    def save(self, directory: Path) -> None:
        """Write what was learnt."""
        if self._reader is not None:
            self._reader.save(directory)

    def restore(self, directory: Path) -> None:
        """Read what `save` wrote."""
        self._reader = StageReader.load(directory)

    def process(self, messages: list[Message]) -> list[Message]:
        """Listen to the messages that tell of the firm."""
        for message in messages:
            sounds = self._sounds(message)
            if sounds:
                value = {stage.value: share for stage, share in sounds.items()}
                entity = {"entity": IMPRESSION, "value": value, "extractor": type(self).__name__}
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def _sounds(self, message: Message) -> ByStage | None:
        text = message.get(TEXT) or ""
        intent = (message.get(INTENT) or {}).get("name")
        sentences = sentences_of(text) if intent in STORIES and not text.startswith("/") else []
        if not sentences or self._reader is None:
            return None
        return together(self._reader.read(sentences, self._encoder.encode(sentences)))

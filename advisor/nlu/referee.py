"""Rasa's NLU pipeline meets the last word on what a message is."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from advisor.core.parsed import utterance_from
from advisor.knowledge.schema import Section
from advisor.nlu.classifier import INTENT_RANKING
from advisor.nlu.clauses import split
from advisor.nlu.component import Component, shared_knowledge
from advisor.nlu.encoder import shared_encoder
from advisor.nlu.judgement import judge


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Referee(Component):
    """Sets the intent by the classifier's ranking, the facts and the answers found. The ranking stays as it was."""

    def prepare(self) -> None:
        """Get what it needs."""
        questions = shared_knowledge().questions
        self._telling = frozenset(key for key, one in questions.items() if one.section is not Section.BASICS)
        self._encoder = shared_encoder()

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

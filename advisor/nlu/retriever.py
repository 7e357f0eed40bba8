"""Rasa's NLU pipeline meets the answer finder."""

from __future__ import annotations

from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.core.utterance import Intent
from advisor.knowledge.schema import Knowledge
from advisor.nlu.answers import AnswerFinder, FoundAnswer, TermNames, examples
from advisor.nlu.clauses import split
from advisor.nlu.component import LearningComponent, shared_knowledge
from advisor.nlu.encoder import Encoder, shared_encoder
from advisor.nlu.language import Language, load_language

RETRIEVER = "AnswerRetriever"
ANSWER = "answer"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AnswerRetriever(LearningComponent):
    """Adds the answers of faq.yml that may fit a message, as entities with their confidence."""

    def prepare(self) -> None:
        """Get what it needs."""
        self._encoder = shared_encoder()
        self._finder: AnswerFinder | None = None

    def learn(self, training_data: TrainingData) -> None:
        """Learn the phrasings of the knowledge, and from the examples of other intents what is no such question."""
        others = [
            each.get(TEXT) for each in training_data.intent_examples if each.get(INTENT) != Intent.ASK_QUESTION.value
        ]
        self._finder = learn(shared_knowledge(), load_language(), self._encoder, others)

    def save(self, directory: Path) -> None:
        """Write what was learnt; the names of terms are read from the knowledge anew."""
        if self._finder is not None:
            self._finder.save(directory)

    def restore(self, directory: Path) -> None:
        """Read what `save` wrote."""
        self._finder = AnswerFinder.load(directory, _terms(shared_knowledge(), load_language()))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add entities `answer`, the best first. Button payloads bring their own."""
        for message in messages:
            text = message.get(TEXT) or ""
            if self._finder is not None and text and not text.startswith("/"):
                found = [
                    {
                        "entity": ANSWER,
                        "value": each.answer,
                        "confidence_entity": each.confidence,
                        "extractor": RETRIEVER,
                    }
                    for each in self._find(self._finder, text)
                ]
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _find(self, finder: AnswerFinder, text: str) -> tuple[FoundAnswer, ...]:
        """Of a message that tells and asks ("We make soap. How do we find buyers?") only what it asks counts."""
        asked = " ".join(clause.text for clause in split(text) if clause.question) or text
        return finder.find(asked, self._encoder.encode([asked])[0])


def learn(knowledge: Knowledge, language: Language, encoder: Encoder, others: list[str]) -> AnswerFinder:
    """A finder for all answers of the knowledge.

    Args:
        others: sentences that ask for none of them.
    """
    learnt = list(examples(knowledge.faq))
    vectors = encoder.encode([each.text for each in learnt])
    return AnswerFinder.learn(learnt, vectors, encoder.encode(others), _terms(knowledge, language))


def _terms(knowledge: Knowledge, language: Language) -> TermNames:
    return TermNames(knowledge.faq, language.words("term_frame"))

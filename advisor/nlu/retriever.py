"""Rasa's NLU pipeline meets the answer finder."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.core.utterance import Intent
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.nlu.answers import AnswerFinder, FoundAnswer, TermNames, examples
from advisor.nlu.clauses import split
from advisor.nlu.encoder import Encoder, shared_encoder
from advisor.nlu.language import Language, load_language
from advisor.settings import knowledge_dir

RETRIEVER = "AnswerRetriever"
ANSWER = "answer"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AnswerRetriever(GraphComponent):
    """Adds the answers of faq.yml that may fit a message, as entities with their confidence."""

    def __init__(
        self, encoder: Encoder, storage: ModelStorage, resource: Resource, finder: AnswerFinder | None = None
    ) -> None:
        self._encoder = encoder
        self._storage = storage
        self._resource = resource
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerRetriever:
        """Called by Rasa before training."""
        return cls(shared_encoder(), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,  # noqa: ANN401 - Rasa's signature
    ) -> AnswerRetriever:
        """Called by Rasa when it starts."""
        with model_storage.read_from(resource) as directory:
            finder = AnswerFinder.load(directory, _terms(load_knowledge(knowledge_dir()), load_language()))
        return cls(shared_encoder(), model_storage, resource, finder)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the phrasings of the knowledge, and from the examples of other intents what is no such question."""
        others = [
            each.get(TEXT) for each in training_data.intent_examples if each.get(INTENT) != Intent.ASK_QUESTION.value
        ]
        self._finder = learn(load_knowledge(knowledge_dir()), load_language(), self._encoder, others)
        with self._storage.write_to(self._resource) as directory:
            self._finder.save(directory)
        return self._resource

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

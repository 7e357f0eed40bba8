"""What the components of Rasa's pipeline have in common: how Rasa makes, loads and keeps them."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.knowledge.told import ToldSentence, load_told
from advisor.settings import ROOT, knowledge_dir

LEARNT_FROM = ("faq.yml", "told")
"""What the components learn from in the knowledge, beside what Rasa hands them."""
LEARNT_BY = (ROOT / "advisor" / "nlu", ROOT / "models" / "encoder")


class Component(GraphComponent, ABC):
    """Made from its configuration; the knowledge and the encoder are the same for all of a process."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self.prepare()

    def prepare(self) -> None:
        """Get what is needed beside the configuration. What is missing or wrong stops the start."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Called by Rasa before training, and at every start for what does not learn."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What a component learnt is kept by Rasa, which looks at its class and input alone to see if it holds."""
        return _fingerprint(knowledge_dir())

    @abstractmethod
    def process(self, messages: list[Message]) -> list[Message]:
        """Add to the messages what this component knows of them."""


class LearningComponent(Component):
    """Learns when Rasa trains; what it learnt is kept in a folder."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,  # noqa: ANN401 - Rasa's signature
    ) -> Self:
        """Called by Rasa when it starts."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            component.restore(directory)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Called by Rasa when it trains."""
        self.learn(training_data)
        with self._storage.write_to(self._resource) as directory:
            self.save(directory)
        return self._resource

    @abstractmethod
    def learn(self, training_data: TrainingData) -> None:
        """Learn from the examples."""

    @abstractmethod
    def save(self, directory: Path) -> None:
        """Write what was learnt."""

    @abstractmethod
    def restore(self, directory: Path) -> None:
        """Read what `save` wrote."""


def shared_knowledge() -> Knowledge:
    """The knowledge as it was when this process first asked for it.

    Raises:
        KnowledgeError: something is wrong with it.
    """
    return _knowledge(knowledge_dir())


def shared_told() -> tuple[ToldSentence, ...]:
    """The sentences of `knowledge/told`, read once although three components learn from them.

    Raises:
        KnowledgeError: something is wrong with them.
    """
    return _told(knowledge_dir())


@cache
def _told(directory: Path) -> tuple[ToldSentence, ...]:
    return tuple(load_told(directory, _knowledge(directory).questions))


@cache
def _knowledge(directory: Path) -> Knowledge:
    return load_knowledge(directory)


@cache
def _fingerprint(knowledge: Path) -> str:
    digest = hashlib.sha256()
    for file in _files(*LEARNT_BY, *(knowledge / name for name in LEARNT_FROM)):
        digest.update(f"{file}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(*places: Path) -> Iterator[Path]:
    for place in places:
        files = [place] if place.is_file() else place.rglob("*")
        yield from sorted(file for file in files if file.is_file() and file.suffix != ".pyc")

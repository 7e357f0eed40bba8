"""The components of config.yml that tell intents, trained on any examples without the rest of Rasa."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from advisor.settings import ROOT

CONFIG = ROOT / "config.yml"
OTHERS = frozenset(
    {
        "advisor.nlu.examples.KnowledgeExamples",
        "advisor.nlu.extractor.FactExtractor",
        "advisor.nlu.retriever.AnswerRetriever",
        "advisor.nlu.referee.Referee",
        "advisor.nlu.listener.StoryListener",
    }
)
"""Components that have no part in which intent comes first."""

Component = Mapping[str, Any]


class Example(NamedTuple):
    """What somebody says, and what it is."""

    text: str
    intent: str


def configured(config: Path = CONFIG) -> list[Component]:
    """The components of config.yml that tell intents."""
    pipeline = YAML(typ="safe").load(config)["pipeline"]
    return [component for component in pipeline if component["name"] not in OTHERS]


class Pipeline:
    """Components that are trained."""

    def __init__(self, components: Sequence[Any]) -> None:
        self._components = components

    @classmethod
    def train(cls, configs: Sequence[Component], examples: Sequence[Example]) -> Pipeline:
        """Train the components one after the other, each on what those before it add, as Rasa does."""
        data = TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in examples])
        with tempfile.TemporaryDirectory() as folder:
            storage = LocalModelStorage(Path(folder))
            trained = [_trained(config, str(place), storage, data) for place, config in enumerate(configs)]
        return cls(trained)

    def intents(self, texts: Sequence[str]) -> list[str]:
        """The first intent of each text."""
        messages = [Message({TEXT: text}) for text in texts]
        for component in self._components:
            messages = component.process(messages)
        return [message.get(INTENT)["name"] for message in messages]


def _trained(config: Component, name: str, storage: ModelStorage, data: TrainingData) -> Any:  # noqa: ANN401 - Rasa's
    registered = DefaultV1Recipe._from_registry(config["name"])
    settings = {**registered.clazz.get_default_config(), **config}
    component = registered.clazz.create(settings, storage, Resource(name), ExecutionContext(GraphSchema({})))
    if registered.is_trainable:
        component.train(data)
    component.process_training_data(data)
    return component

"""A payload is read as Rasa's pipeline would read it, but past the pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.graph_components.converters.nlu_message_converter import NLUMessageConverter
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from advisor.dialogue.payloads import read_payloads_as_they_are
from tests.dialogue.conversations import DOMAIN

PAYLOADS = (
    "/greet",
    " /greet ",
    '/tell{"country": "MM"}',
    '/tell{"country": ["MM", "TH"]}',
    "/ask@0.5",
)
WORDS = ("hello", "", "/", "/nosuchintent", "/greet me, please", "a /greet")


class Pipeline:
    """Rasa's graph with one component, which takes everything for a question, before the one that reads payloads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def run(self, inputs: Mapping[str, Sequence[UserMessage]], targets: Sequence[str]) -> dict[str, list[Message]]:
        """What was understood."""
        (given,) = inputs["__message__"]
        self.read.append(given.text)
        messages = NLUMessageConverter().convert_user_message([given])
        messages[0].set(INTENT, {"name": "ask", "confidence": 0.5}, add_to_output=True)
        return {targets[0]: RegexMessageHandler().process(messages, DOMAIN)}


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.fixture
def processor(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessageProcessor]:
    """As the channel leaves it, without a model."""
    read_payloads_as_they_are()
    made = object.__new__(MessageProcessor)
    made.domain = DOMAIN
    made.graph_runner = pipeline
    made.model_metadata = SimpleNamespace(nlu_target="understood")
    yield made


def parsed(processor: MessageProcessor, text: str, **options: bool) -> dict[str, Any]:
    found: dict[str, Any] = processor._parse_message_with_graph(UserMessage(text), None, **options)
    return found


def by_rasa(processor: MessageProcessor, text: str) -> dict[str, Any]:
    found: dict[str, Any] = processor.parse_words(UserMessage(text), None)
    return found


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_is_read_the_same_past_the_pipeline(
    processor: MessageProcessor, pipeline: Pipeline, text: str
) -> None:
    assert by_rasa(processor, text) == parsed(processor, text)
    assert pipeline.read == [text.strip()]


@pytest.mark.filterwarnings("ignore:Failed to parse arguments")
@pytest.mark.parametrize("text", WORDS)
def test_words_go_through_it(processor: MessageProcessor, pipeline: Pipeline, text: str) -> None:
    assert parsed(processor, text)["intent"]["name"] == by_rasa(processor, text)["intent"]["name"]
    assert pipeline.read == [text, text]


def test_who_wants_to_see_all_gets_it_from_the_pipeline(processor: MessageProcessor, pipeline: Pipeline) -> None:
    assert "message_id" in parsed(processor, "hello", only_output_properties=False)
    parsed(processor, "/greet", only_output_properties=False)
    assert pipeline.read == ["hello", "/greet"]

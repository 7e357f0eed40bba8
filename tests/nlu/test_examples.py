"""The sentences of the knowledge among the training data."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.knowledge.schema import Knowledge
from advisor.knowledge.told import load_told
from advisor.nlu.examples import KnowledgeExamples
from advisor.settings import ROOT


@pytest.fixture
def component(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeExamples:
    return KnowledgeExamples({}, LocalModelStorage(tmp_path_factory.mktemp("storage")), Resource("examples"))


def test_each_sentence_of_the_knowledge_becomes_an_example_once(
    component: KnowledgeExamples, knowledge: Knowledge
) -> None:
    asked = {words for answer in knowledge.faq.values() for words in answer.phrasings}
    told = {sentence.text for sentence in load_told(ROOT / "knowledge", knowledge.questions)}
    known = next(iter(asked))
    before = TrainingData([Message({"text": known, "intent": "ask_question"}), Message({"text": "hi"})])
    after = component.process_training_data(before).training_examples
    texts = [example.get("text") for example in after]
    assert len(texts) == len(set(texts))
    assert set(texts) == {*asked, *told, "hi"}
    assert {example.get("intent") for example in after if example.get("text") in asked} == {"ask_question"}
    assert {example.get("intent") for example in after if example.get("text") in told - asked} == {"inform"}


def test_messages_pass_as_they_are(component: KnowledgeExamples) -> None:
    message = Message({"text": "hello"})
    assert component.process([message]) == [message]
    assert message.data == {"text": "hello"}

"""The sentences of the knowledge among the training data."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.knowledge.schema import Knowledge
from advisor.knowledge.told import ToldSentence
from advisor.nlu import examples
from advisor.nlu.examples import KnowledgeExamples


@pytest.fixture
def component(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeExamples:
    return KnowledgeExamples({}, LocalModelStorage(tmp_path_factory.mktemp("storage")), Resource("examples"))


def test_each_sentence_of_the_knowledge_becomes_an_example_once(
    component: KnowledgeExamples, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = knowledge.model_copy(update={"faq": {key: knowledge.faq[key] for key in ("letter_of_credit", "privacy")}})
    told = [ToldSentence("we sell soap", {"offer": "goods"}), ToldSentence("it rains", {}), ToldSentence("hi", {})]
    monkeypatch.setattr(examples, "shared_knowledge", lambda: few)
    monkeypatch.setattr(examples, "shared_told", lambda: told)
    asked = [words for answer in few.faq.values() for words in answer.phrasings]
    before = [Message({"text": asked[0], "intent": "ask_question"}), Message({"text": "hi", "intent": "greet"})]
    after = component.process_training_data(TrainingData(before)).training_examples
    intents = [(example.get("text"), example.get("intent")) for example in after]
    assert sorted(intents) == sorted(
        [
            *((text, "ask_question") for text in asked),
            ("hi", "greet"),
            ("we sell soap", "inform"),
            ("it rains", "inform"),
        ]
    )


def test_messages_pass_as_they_are(component: KnowledgeExamples) -> None:
    message = Message({"text": "hello"})
    assert component.process([message]) == [message]
    assert message.data == {"text": "hello"}

"""The phrasings of the answers among the training data."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.knowledge.schema import Knowledge
from advisor.nlu.phrasings import FaqPhrasings


def test_each_phrasing_becomes_an_example_once(knowledge: Knowledge) -> None:
    asked = [words for answer in knowledge.faq.values() for words in answer.phrasings]
    before = TrainingData(
        [Message({"text": asked[0], "intent": "ask_question"}), Message({"text": "hi", "intent": "greet"})]
    )
    after = FaqPhrasings().process_training_data(before).intent_examples
    assert [example.get("text") for example in after if example.get("text") == asked[0]] == [asked[0]]
    assert {example.get("text") for example in after} == {*asked, "hi"}


def test_messages_pass_as_they_are() -> None:
    message = Message({"text": "hello"})
    assert FaqPhrasings().process([message]) == [message]
    assert message.data == {"text": "hello"}

"""The answer finder in Rasa's pipeline, with the real encoder and two answers."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.knowledge.schema import Knowledge
from advisor.nlu import retriever
from advisor.nlu.retriever import AnswerRetriever

pytestmark = pytest.mark.slow

KEPT = ("letter_of_credit", "trade_fair_worth", "privacy")
OTHERS = ["it rains today", "we make baskets", "hello", "no", "my wife does it", "tell me a joke"] * 3


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def trained(knowledge: Knowledge, storage: LocalModelStorage) -> AnswerRetriever:
    few = knowledge.model_copy(update={"faq": {key: knowledge.faq[key] for key in KEPT}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retriever, "shared_knowledge", lambda: few)
        component = AnswerRetriever({}, storage, Resource("answers"))
        component.train(TrainingData([Message({"text": text, "intent": "other"}) for text in OTHERS]))
    return component


def best(component: AnswerRetriever, text: str) -> tuple[str, float]:
    message = Message({"text": text})
    component.process([message])
    found = message.get("entities")
    return (found[0]["value"], found[0]["confidence_entity"]) if found else ("", 0.0)


def test_a_question_finds_its_answer_in_other_words(trained: AnswerRetriever) -> None:
    assert best(trained, "should we pay for a stand at an exhibition?")[0] == "trade_fair_worth"


def test_the_name_of_a_term_finds_it_surely(trained: AnswerRetriever) -> None:
    assert best(trained, "what is an L/C") == ("letter_of_credit", pytest.approx(0.97))


def test_of_a_message_that_tells_and_asks_only_the_question_counts(trained: AnswerRetriever) -> None:
    text = "We make soap in Fiji and never sold a box. Should we pay for a stand at an exhibition?"
    assert best(trained, text) == best(trained, "Should we pay for a stand at an exhibition")


def test_a_button_asks_for_nothing_in_words(trained: AnswerRetriever) -> None:
    assert best(trained, '/ask_question{"answer":"privacy"}') == ("", 0.0)


def test_rasa_loads_what_was_trained(trained: AnswerRetriever, storage: LocalModelStorage) -> None:
    again = AnswerRetriever.load({}, storage, Resource("answers"), None)
    text = "who can read what I write here"
    assert best(again, text) == best(trained, text)

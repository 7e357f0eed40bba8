"""The fact finder in Rasa's pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.knowledge.told import ToldSentence
from advisor.nlu import extractor as module
from advisor.nlu.extractor import EXTRACTOR, FactExtractor
from advisor.settings import ROOT

pytestmark = pytest.mark.slow

SENTENCES = {
    "we have never sold a box abroad": {"sold_abroad": "never"},
    "not one box has left the island": {"sold_abroad": "never"},
    "we ship a container each month": {"sold_abroad": "regularly"},
    "every week boxes leave for Japan": {"sold_abroad": "regularly"},
    "the weather is fine on the hill": {},
}


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def extractor(storage: LocalModelStorage) -> FactExtractor:
    return FactExtractor({}, storage, Resource("facts"))


@pytest.fixture(scope="module")
def trained(extractor: FactExtractor) -> FactExtractor:
    """Taught by sentences with their facts, by one of `inform` without, which teaches nothing, and by a greeting."""
    bare, greeting = Message({"text": "boxes", "intent": "inform"}), Message({"text": "hello", "intent": "greet"})
    told = [ToldSentence(text, facts) for text, facts in SENTENCES.items()] * 5
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "shared_told", lambda: told)
        extractor.train(TrainingData([bare, greeting]))
    return extractor


def entities(extractor: FactExtractor, message: Message) -> list[dict[str, object]]:
    (same,) = extractor.process([message])
    assert same is message
    return list(message.get("entities") or [])


def test_facts_become_entities_that_name_their_extractor(extractor: FactExtractor) -> None:
    message = Message({"text": "Laos"})
    assert entities(extractor, message) == [{"entity": "place", "value": "LAO", "extractor": EXTRACTOR}]
    assert "entities" in message.output_properties


def test_a_correction_is_marked(extractor: FactExtractor) -> None:
    marks = [each["entity"] for each in entities(extractor, Message({"text": "no, Laos"}))]
    assert marks == ["place", "correction"]


@pytest.mark.usefixtures("trained")
def test_what_was_learnt_from_sentences_is_read_in_others(storage: LocalModelStorage) -> None:
    loaded = FactExtractor.load({}, storage, Resource("facts"), ExecutionContext(GraphSchema({})))
    found = entities(loaded, Message({"text": "not a single box has ever left"}))
    told = [each["value"] for each in found if each.get("role") == "told"]
    assert told[:1] == ["sold_abroad.never"]


def test_entities_found_before_are_kept(extractor: FactExtractor) -> None:
    before = {"entity": "stage", "value": "preparation"}
    assert entities(extractor, Message({"text": "Laos", "entities": [before]}))[0] == before


def test_a_button_brings_its_own_entities(extractor: FactExtractor) -> None:
    assert entities(extractor, Message({"text": '/answer{"option":"offer.goods"}'})) == []


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": None}])
def test_a_message_without_text_has_no_facts(extractor: FactExtractor, data: dict[str, object]) -> None:
    assert entities(extractor, Message(data)) == []


def test_rasa_creates_it_from_the_knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_KNOWLEDGE_DIR", str(ROOT / "knowledge"))
    created = FactExtractor.create(
        {}, LocalModelStorage(tmp_path), Resource("facts"), ExecutionContext(GraphSchema({}))
    )
    assert [entity["value"] for entity in entities(created, Message({"text": "Fiji"}))] == ["FJI"]

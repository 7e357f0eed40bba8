"""The fact finder in Rasa's pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from advisor.knowledge.schema import Knowledge
from advisor.nlu.extractor import EXTRACTOR, FactExtractor
from advisor.nlu.facts import FactFinder
from advisor.settings import ROOT


@pytest.fixture(scope="module")
def extractor(knowledge: Knowledge) -> FactExtractor:
    return FactExtractor(FactFinder(knowledge))


def entities(extractor: FactExtractor, message: Message) -> list[dict[str, object]]:
    (same,) = extractor.process([message])
    assert same is message
    return list(message.get("entities") or [])


def test_facts_become_entities_that_name_their_extractor(extractor: FactExtractor) -> None:
    message = Message({"text": "we sell to Laos"})
    assert entities(extractor, message) == [
        {"entity": "place", "value": "LAO", "role": "market", "extractor": EXTRACTOR}
    ]
    assert "entities" in message.output_properties


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

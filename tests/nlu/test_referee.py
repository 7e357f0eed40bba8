"""The last word in Rasa's pipeline."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from advisor.nlu.referee import Referee


@cache
def referee() -> Referee:
    return Referee({}, LocalModelStorage(Path()), Resource("referee"))


def judged(data: dict[str, object]) -> Message:
    message = Message(data)
    (same,) = referee().process([message])
    assert same is message
    return message


def test_the_intent_is_set_and_the_ranking_stays() -> None:
    ranking = [{"name": "out_of_scope", "confidence": 0.8}, {"name": "inform", "confidence": 0.1}]
    never = {"entity": "option", "value": "sold_abroad.never", "role": "told", "confidence_entity": 0.9}
    message = judged({"text": "we never sold", "intent": ranking[0], "intent_ranking": ranking, "entities": [never]})
    assert message.get("intent") == {"name": "inform", "confidence": 0.9}
    assert message.get("intent_ranking") == ranking
    assert "intent" in message.output_properties


def test_a_button_keeps_its_intent() -> None:
    pressed = {"name": "answer", "confidence": 1.0}
    assert judged({"text": "/answer", "intent": pressed}).get("intent") == pressed


def test_an_empty_message_stays_empty() -> None:
    assert judged({"text": ""}).get("intent") is None

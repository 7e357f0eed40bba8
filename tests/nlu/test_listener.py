"""The listener in Rasa's pipeline."""

from __future__ import annotations

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.core.parsed import utterance_from
from advisor.core.utterance import Utterance
from advisor.knowledge.schema import StageId
from advisor.knowledge.told import ToldSentence
from advisor.nlu import listener as module
from advisor.nlu.listener import StoryListener

TOLD = [
    ToldSentence("the village market takes all that we make", None, StageId.PREPARATION),
    ToldSentence("our neighbours in the village buy it", None, StageId.PREPARATION),
    ToldSentence("we showed samples at a fair in Sydney", None, StageId.ACTIVE_ENGAGEMENT),
    ToldSentence("she met three distributors at the fair", None, StageId.ACTIVE_ENGAGEMENT),
    ToldSentence("containers leave for twelve countries", None, StageId.GROWTH_AND_EXPANSION),
    ToldSentence("our office in Dubai serves clients in Europe", None, StageId.GROWTH_AND_EXPANSION),
    ToldSentence("we sold one box", {"sold_abroad": "once_or_twice"}),
]
STORY = "Our village buys nearly all of it."


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> StoryListener:
    """Taught by a few sentences and loaded again; one without a stage teaches nothing."""
    storage = LocalModelStorage(tmp_path_factory.mktemp("storage"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "shared_told", lambda: TOLD * 5)
        StoryListener({}, storage, Resource("stories")).train(TrainingData([]))
    return StoryListener.load({}, storage, Resource("stories"), ExecutionContext(GraphSchema({})))


def heard(listener: StoryListener, text: str, intent: str = "inform") -> Utterance:
    message = Message({"text": text, "intent": {"name": intent, "confidence": 0.9}})
    (same,) = listener.process([message])
    return utterance_from(same.as_dict())


def test_a_story_sounds_like_a_stage(listener: StoryListener) -> None:
    sounds = heard(listener, STORY).sounds
    assert sounds is not None
    assert max(sounds, key=lambda stage: sounds[stage]) is StageId.PREPARATION


@pytest.mark.parametrize(
    ("text", "intent"),
    [(STORY, "ask_question"), (STORY, "out_of_scope"), ("three countries", "inform"), ("/answer{}", "answer")],
)
def test_what_is_no_story_sounds_like_nothing(listener: StoryListener, text: str, intent: str) -> None:
    assert heard(listener, text, intent).sounds is None

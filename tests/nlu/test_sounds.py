"""What sentences sound like, on vectors made by hand: each direction is a thing spoken of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from advisor.knowledge.schema import ByStage, StageId
from advisor.nlu.sounds import MOST_SENTENCES, StageReader, Vectors, sentences_of, together

VILLAGE, FAIR, PORT = np.eye(3, dtype=np.float32)
PREPARATION, ACTIVE, GROWTH = StageId
SENTENCES: list[tuple[str, Vectors, StageId]] = [
    ("the village buys all", VILLAGE, PREPARATION),
    ("our village likes it", VILLAGE, PREPARATION),
    ("a fair in Sydney", FAIR, ACTIVE),
    ("we were at a fair", FAIR, ACTIVE),
    ("ships leave each week", PORT, GROWTH),
    ("the port knows our ships", PORT, GROWTH),
]


@pytest.fixture(scope="module")
def reader() -> StageReader:
    texts, vectors, stages = zip(*(SENTENCES * 5), strict=True)
    return StageReader.learn(texts, np.stack(vectors), stages)


def heard(reader: StageReader, text: str, vector: Vectors) -> ByStage:
    (sounds,) = reader.read([text], vector[np.newaxis, :])
    return sounds


@pytest.mark.parametrize(("text", "vector", "stage"), SENTENCES)
def test_a_sentence_sounds_like_the_firms_that_say_such_things(
    reader: StageReader, text: str, vector: Vectors, stage: StageId
) -> None:
    sounds = heard(reader, text, vector)
    assert max(sounds, key=lambda each: sounds[each]) is stage
    assert sum(sounds.values()) == pytest.approx(1)


def test_a_sentence_of_other_things_sounds_like_no_stage_in_particular(reader: StageReader) -> None:
    sounds = heard(reader, "nothing of that kind", np.zeros(3, dtype=np.float32))
    assert max(sounds.values()) < 0.5


def test_sentences_add_up(reader: StageReader) -> None:
    one = heard(reader, "a fair", FAIR)
    both = together([one, one])
    assert both[ACTIVE] / both[GROWTH] == pytest.approx((one[ACTIVE] / one[GROWTH]) ** 2)


def test_it_sounds_the_same_after_it_was_kept(reader: StageReader, tmp_path: Path) -> None:
    reader.save(tmp_path)
    again = heard(StageReader.load(tmp_path), "a fair", FAIR)
    assert again == pytest.approx(heard(reader, "a fair", FAIR))


def test_no_sentences_sound_like_nothing(reader: StageReader) -> None:
    assert reader.read([], np.empty((0, 3), dtype=np.float32)) == []


def test_a_message_is_listened_to_sentence_by_sentence() -> None:
    text = "We have made soap since 2012. Three countries! Did you know that?\nMy sister keeps the books in town"
    assert sentences_of(text) == ["We have made soap since 2012.", "My sister keeps the books in town"]


def test_a_very_long_message_is_listened_to_in_part() -> None:
    assert len(sentences_of("We have made soap since 2012. " * 50)) == MOST_SENTENCES

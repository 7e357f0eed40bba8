"""Facts that a sentence tells by its meaning, on vectors made by hand: each direction is a thing spoken of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from advisor.nlu.told import MOST_OPTIONS, FactReader, Facts, Vectors

SALES, STAFF, WEATHER = np.eye(3, dtype=np.float32)
SENTENCES: list[tuple[str, Vectors, Facts]] = [
    ("we never sold", SALES, {"sold": "never"}),
    ("never sold a thing", SALES, {"sold": "never"}),
    ("we sold a box", SALES, {"sold": "once"}),
    ("they sold a box", SALES, {"sold": "once"}),
    ("my wife does it", STAFF, {"who": "owner"}),
    ("the owner does it", STAFF, {"who": "owner"}),
    ("it rains", WEATHER, {}),
    ("it rains again", WEATHER, {}),
]


@pytest.fixture(scope="module")
def reader() -> FactReader:
    texts, vectors, facts = zip(*(SENTENCES * 6), strict=True)
    return FactReader.learn(texts, np.stack(vectors), facts)


def told(reader: FactReader, text: str, vector: Vectors) -> dict[str, str]:
    (facts,) = reader.read([text], vector[np.newaxis, :])
    return {fact.question: fact.option for fact in reversed(facts)}


def test_what_is_told_is_found_by_meaning_and_words(reader: FactReader) -> None:
    assert told(reader, "never sold", SALES) == {"sold": "never"}
    assert told(reader, "we sold a box", SALES)["sold"] == "once"
    assert told(reader, "she does it", STAFF) == {"who": "owner"}


def test_what_tells_nothing_gives_nothing(reader: FactReader) -> None:
    assert told(reader, "it rains", WEATHER) == {}


def test_the_surest_comes_first_and_a_question_has_at_most_two_options(reader: FactReader) -> None:
    (facts,) = reader.read(["sold the box"], SALES[np.newaxis, :])
    assert [fact.confidence for fact in facts] == sorted((fact.confidence for fact in facts), reverse=True)
    assert len(facts) <= MOST_OPTIONS


def test_no_sentences_no_facts(reader: FactReader) -> None:
    assert reader.read([], np.empty((0, 3), dtype=np.float32)) == []


def test_it_reads_the_same_after_it_was_kept(reader: FactReader, tmp_path: Path) -> None:
    reader.save(tmp_path)
    again = FactReader.load(tmp_path)
    texts, vectors, _ = zip(*SENTENCES, strict=True)
    assert again.read(texts, np.stack(vectors)) == reader.read(texts, np.stack(vectors))

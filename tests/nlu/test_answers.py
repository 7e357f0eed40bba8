"""Which answer fits a question, on vectors made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from advisor.knowledge.schema import Answer
from advisor.nlu.answers import NAMED, AnswerFinder, TermNames, Vectors, examples

FRAME = frozenset(["what", "is", "a", "an", "the", "of", "does", "mean", "explain", "please", "in", "for"])


def answer(title: str, *names: str) -> Answer:
    phrasings = [f"{title} {word}" for word in ("one", "two", "three")]
    return Answer.model_validate(
        {"topic": "logistics", "title": title, "names": names, "phrasings": phrasings, "text": f"About {title}."}
    )


FAQ = {
    "fob": answer("FOB", "FOB", "free on board"),
    "origin": answer("Origin", "certificate of origin", "CO"),
    "fairs": answer("Fairs"),
}
DIRECTIONS = dict(zip((*FAQ, "weather"), np.eye(4, dtype=np.float32), strict=True))


def near(key: str, slant: float = 0.1) -> Vectors:
    """A sentence that is nearly about a thing."""
    leaning = DIRECTIONS[key] + slant
    return np.asarray(leaning / np.linalg.norm(leaning), dtype=np.float32)


def vectors_of(keys: Sequence[str]) -> Vectors:
    return np.stack([near(key, 0.02 * number) for number, key in enumerate(keys)])


@pytest.fixture(scope="module")
def finder() -> AnswerFinder:
    learnt = list(examples(FAQ))
    others = vectors_of(["weather"] * 12)
    return AnswerFinder.learn(learnt, vectors_of([each.answer for each in learnt]), others, TermNames(FAQ, FRAME))


def test_examples_are_ways_to_ask_and_what_belongs_to_the_answer() -> None:
    assert [each.text for each in examples({"fob": FAQ["fob"]}) if each.asks] == ["FOB one", "FOB two", "FOB three"]
    assert [each.text for each in examples({"fob": FAQ["fob"]}) if not each.asks] == [
        "FOB",
        "FOB",
        "free on board",
        "About FOB.",
    ]


def test_the_answer_whose_phrasings_are_near_comes_first(finder: AnswerFinder) -> None:
    found = finder.find("where are markets for firms", near("fairs"))
    assert found[0].answer == "fairs"
    assert found[0].confidence > 0.5


def test_what_is_far_from_all_answers_finds_none_surely(finder: AnswerFinder) -> None:
    assert all(each.confidence < 0.5 for each in finder.find("will it rain", near("weather")))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("What is FOB?", "fob"),
        ("fob", "fob"),
        ("what does free on board mean", "fob"),
        ("explain a certificate of origin please", "origin"),
        ("what is a certifcate of origin", "origin"),
        ("what is a CO", "origin"),
        ("we were paid FOB", None),
        ("what is the certificate for bananas of origin", None),
        ("what is a", None),
        ("", None),
    ],
)
def test_what_is_x_always_finds_the_term(text: str, asked: str | None) -> None:
    assert TermNames(FAQ, FRAME).asked_about(text) == asked


def test_a_named_term_goes_before_meaning_and_stands_once(finder: AnswerFinder) -> None:
    found = finder.find("what is FOB", near("fob"))
    assert (found[0].answer, found[0].confidence) == ("fob", NAMED)
    assert [each.answer for each in found].count("fob") == 1


def test_it_finds_the_same_after_it_was_kept(finder: AnswerFinder, tmp_path: Path) -> None:
    finder.save(tmp_path)
    again = AnswerFinder.load(tmp_path, TermNames(FAQ, FRAME))
    for key in DIRECTIONS:
        assert again.find("a question", near(key)) == finder.find("a question", near(key))

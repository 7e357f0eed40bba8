"""What a chat shows is counted as it should be."""

from __future__ import annotations

import pytest

from tests.telegram.asking import EXCUSE, questions, seen

ONE, TWO, THREE = (asked.answer for asked in questions()[:3])


@pytest.mark.parametrize(
    ("texts", "lost", "doubled", "excused", "in_order"),
    [
        ((ONE, "And now?", TWO, THREE), 0, 0, 0, True),
        ((ONE, THREE), 1, 0, 0, True),
        ((ONE, TWO, TWO, THREE), 0, 1, 0, True),
        ((ONE, TWO, f"{EXCUSE} {TWO}", THREE), 0, 0, 1, True),
        ((f"{EXCUSE} {ONE}", TWO, THREE), 0, 0, 1, True),
        ((ONE, THREE, TWO), 0, 0, 0, False),
        ((), 3, 0, 0, True),
    ],
)
def test_a_chat(texts: tuple[str, ...], lost: int, doubled: int, excused: int, *, in_order: bool) -> None:
    assert seen(3, texts) == (lost, doubled, excused, in_order)


def test_more_questions_than_there_are_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError, match="expected at most"):
        seen(len(questions()) + 1, [])


def test_answers_begin_differently() -> None:
    beginnings = [asked.answer for asked in questions()]
    assert len(set(beginnings)) == len(beginnings)

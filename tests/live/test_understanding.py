"""What the trained model makes of messages that it was not trained on, held to the bounds that docs/nlu.md tells of."""

from __future__ import annotations

from bench import words


def test_intents_are_understood() -> None:
    measured = words.intents()
    assert measured.figures["accuracy"] >= 0.92, "\n".join(measured.lines())
    assert measured.figures["macro_f1"] >= 0.90, "\n".join(measured.lines())


def test_what_is_off_topic_gets_no_answer_and_what_is_not_is_not_refused() -> None:
    measured = words.off_topic()
    assert measured.figures["answered"] <= 0.04, "\n".join(measured.lines())
    assert measured.figures["refused"] <= 0.04, "\n".join(measured.lines())


def test_real_questions_get_the_right_answer_or_an_honest_one() -> None:
    measured = words.questions()
    assert measured.figures["good"] >= 0.90, "\n".join(measured.lines())
    assert measured.figures["wrong"] <= 0.03, "\n".join(measured.lines())

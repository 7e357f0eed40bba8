"""What the trained model makes of messages that it was not trained on, held to the bounds that docs/nlu.md tells of."""

from __future__ import annotations

from bench import words
from bench.fuzz import Fuzzing, errors_in
from bench.plain_talk import report, tell, told_firms
from tests.live.system import WholeSystem

FUZZED = 300
"""Messages of the short run; `python -m bench fuzz` sends 5,000."""


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


def test_firms_told_in_plain_sentences_are_placed_at_their_stage(system: WholeSystem) -> None:
    outcomes = [tell(system.url, key, told) for key, told in told_firms().items()]
    right = sum(outcome.right for outcome in outcomes) / len(outcomes)
    assert right >= 0.85, "\n".join(report(outcomes))


def test_whatever_is_typed_is_answered_and_no_log_has_an_error(system: WholeSystem) -> None:
    fuzzing = Fuzzing(system.url)
    fuzzing.run(FUZZED)
    assert fuzzing.empty == []
    assert errors_in(system.logs) == []

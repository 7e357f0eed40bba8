"""A question that waits while the firm leaves or thinks again hears the next message first."""

from __future__ import annotations

import pytest

from tests.live.firm import Firm

LEAVING = ["that is enough for today", "goodbye", "start over", "change an answer", "we are at another stage"]


@pytest.mark.parametrize("leaving", LEAVING)
def test_something_else_after_it_is_answered_and_the_question_put_again(firm: Firm, leaving: str) -> None:
    asked = firm.asked()
    firm.write(leaving)
    firm.write("who wins the match tonight?")
    assert "I can only help with selling" in firm.texts()
    assert firm.asked() == asked


def test_the_answer_after_a_pause_is_an_answer(firm: Firm) -> None:
    firm.write("that is enough for today")
    firm.write("Samoa")
    assert firm.assessment()["profile"]["answers"]["country"]["option"] == "WSM"


def test_yes_starts_over(firm: Firm) -> None:
    firm.write("Samoa")
    firm.write("start over")
    firm.write("yes")
    assert firm.asked() == "country"
    assert firm.assessment()["profile"]["answers"] == {}

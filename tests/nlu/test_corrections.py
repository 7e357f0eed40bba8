"""Messages that begin as a correction."""

from __future__ import annotations

import pytest

from advisor.nlu.corrections import begins_as_correction


@pytest.mark.parametrize("text", ["no, three", "Sorry I meant Fiji", "not 5, it is 15 %", "actually we are in Tonga"])
def test_a_correction_begins_with_no_or_the_like_and_goes_on(text: str) -> None:
    assert begins_as_correction(text)


@pytest.mark.parametrize("text", ["no", "nobody", "", "sorry", "we are in Fiji, not Samoa", "northern Laos"])
def test_other_messages_are_none(text: str) -> None:
    assert not begins_as_correction(text)

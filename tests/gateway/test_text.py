"""What people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.gateway.text import clean

ANYTHING = st.text(st.characters(), max_size=60) | st.text("/ \n\t\x00a{\u3000\u200b", max_size=20)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("We make baskets", "We make baskets"),
        ("  two\nlines\tand a tab ", "two\nlines\tand a tab"),
        ("/restart", "restart"),
        (" / //restart", "restart"),
        ("\x00/restart\x1b[0m", "restart[0m"),
        ("and/or", "and/or"),
        ("\ud800half", "half"),
        ("မြန်မာ", "မြန်မာ"),
    ],
)
def test_examples(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@given(ANYTHING)
def test_nothing_typed_is_a_command(typed: str) -> None:
    """Rasa strips white space before it looks for the slash."""
    assert not clean(typed).strip().startswith("/")


@given(ANYTHING)
def test_cleaning_again_changes_nothing(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


@given(ANYTHING)
def test_what_is_left_can_be_stored(typed: str) -> None:
    clean(typed).encode()


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_words_stay_as_they_are(words: str) -> None:
    assert clean(words) == words

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.gateway.telegram.formatting import LIMIT, bold, escape, length, split


def test_a_short_text_stays_whole() -> None:
    assert split("One.\n\nTwo.") == ["One.\n\nTwo."]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_no_message(text: str) -> None:
    assert split(text) == []


def test_paragraphs_stay_together() -> None:
    assert split("a" * 10 + "\n\n" + "b" * 10, limit=15) == ["a" * 10, "b" * 10]


def test_then_lines_then_sentences_then_words() -> None:
    assert split("first line\nsecond one", limit=15) == ["first line", "second one"]
    assert split("A sentence. Another one.", limit=15) == ["A sentence.", "Another one."]
    assert split("words and words and", limit=11) == ["words and", "words and"]


def test_what_cannot_be_parted_is_cut() -> None:
    assert split("x" * 25, limit=10) == ["x" * 10, "x" * 10, "x" * 5]


def test_an_emoji_is_never_halved() -> None:
    assert split("\U0001f600" * 3, limit=3) == ["\U0001f600"] * 3


def test_what_is_special_in_html() -> None:
    assert escape("a < b & c > d") == "a &lt; b &amp; c &gt; d"
    assert bold("<b>") == "<b>&lt;b&gt;</b>"


@given(st.text(alphabet="ab .\n\U0001f600<&", max_size=300), st.integers(min_value=4, max_value=40))
def test_no_part_is_too_long_or_empty_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(part.strip() and length(part) <= limit for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


def test_there_is_room_for_what_is_added() -> None:
    assert LIMIT + 96 == 4096

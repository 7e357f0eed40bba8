"""What the extractors compare: small letters without accents and punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.nlu.text import contains, plain

WRITTEN = {
    "Thailand": "thailand",
    "  Viet   Nam ": "viet nam",
    "Viêt-Nam, of course!": "viet-nam of course",
    "Côte d'Ivoire": "cote d'ivoire",
    "Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire": "cote d'ivoire",
    "5 % of our sales.": "5 % of our sales",
    "U.S.": "u.s",
    "'not yet'": "not yet",
    "well -- not yet": "well not yet",
    "so-so": "so-so",
    "C++": "c++",
    "booking.com": "booking.com",
    "Straße": "strasse",
    "Our Brand™": "our brandtm",
    "👍": "",
    "...": "",
    "": "",
}

WHOLE_WORDS = [
    ("we sell to two markets", "two markets", True),
    ("two markets", "two markets", True),
    ("we were once there", "once", True),
    ("at oncet", "once", False),
    ("someone", "one", False),
    ("one", "one", True),
    ("", "one", False),
]


@pytest.mark.parametrize(("written", "compared"), WRITTEN.items())
def test_text_is_made_comparable(written: str, compared: str) -> None:
    assert plain(written) == compared


@pytest.mark.parametrize(("text", "phrase", "there"), WHOLE_WORDS)
def test_a_phrase_is_found_as_whole_words(text: str, phrase: str, there: bool) -> None:
    assert contains(text, phrase) is there


@given(st.text())
def test_what_is_comparable_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_capitals_do_not_matter(text: str) -> None:
    assert plain(text.casefold()) == plain(text)

"""Words of options, as firms write them, in the real questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.schema import Knowledge
from advisor.nlu.options import OptionWords

WHEN_ASKED = [
    # what the firm writes, the question asked, the option meant
    ("Goods", "offer", "goods"),
    ("we make products", "offer", "goods"),
    ("goods and services", "offer", "both"),
    ("handicrafts", "sector", "crafts"),
    ("We sell coffee.", "sector", "food_agri"),
    ("web design", "sector", "digital"),
    ("not yet", "sold_abroad", "never"),
    ("just once", "sold_abroad", "once_or_twice"),
    ("now and then", "sold_abroad", "several_times"),
    ("every month", "sold_abroad", "regularly"),
    ("we used to", "sold_abroad", "stopped"),
    ("They found us on Facebook", "orders_came", "they_found_us"),
    ("a trade fair", "orders_came", "we_looked"),
    ("next door", "nearness", "neighbours"),
    ("about a third", "share", "from_25_to_50"),
    ("more than half", "share", "over_50"),
    ("my wife", "who_handles", "owner"),
    ("no one", "who_handles", "nobody"),
    ("no one", "team_skills", "nobody"),
    ("on Etsy", "channel", "marketplace"),
    ("through our importer", "channel", "agent"),
    ("we sent samples", "last_six_months", "contacted"),
    ("DHL", "paperwork", "post_or_platform"),
    ("a freight forwarder", "paperwork", "forwarder"),
    ("letter of credit", "getting_paid", "protected"),
    ("no", "certificates", "not_asked"),
    ("No!", "twice_as_much", "cannot"),
    ("Yes", "learned_how", "learned"),
    # misspelt
    ("regulary", "sold_abroad", "regularly"),
    ("handicrafs", "sector", "crafts"),
    ("furnitures", "sector", "furniture_wood"),
    ("servises", "offer", "services"),
]

WHATEVER_WAS_ASKED = [
    ("We have never exported.", "sold_abroad", "never"),
    ("we don't export", "sold_abroad", "never"),
    ("We exported once, to Japan", "sold_abroad", "once_or_twice"),
    ("every month", "sold_abroad", None),
    ("We export every month", "sold_abroad", "regularly"),
    ("We no longer export", "sold_abroad", "stopped"),
    ("the buyers found us", "orders_came", "they_found_us"),
    ("We sell on Etsy", "channel", "marketplace"),
    ("our agent in Japan", "channel", "agent"),
    ("the coffee is good", "sold_abroad", None),
]

NOT_MEANT = [
    # what the firm writes, and a question that it does not answer
    ("no idea", "certificates"),
    ("no idea", "twice_as_much"),
    ("no problem", "cash_for_order"),
    ("that is no secret", "case_figures"),
    ("someone", "team_skills"),
    ("yes but we stopped", "twice_as_much"),
    ("", "offer"),
    ("👍", "offer"),
]


@pytest.fixture(scope="module")
def words(knowledge: Knowledge) -> OptionWords:
    return OptionWords(knowledge.questions)


def meant(words: OptionWords, text: str, question: str, strength: str | None = None) -> str | None:
    """The option of a question that the longest words name."""
    named = [name for name in words.find(text) if name.question == question and strength in (None, name.strength)]
    return max(named, key=lambda name: name.length).option if named else None


@pytest.mark.parametrize(("text", "question", "option"), WHEN_ASKED)
def test_an_answer_in_words(words: OptionWords, text: str, question: str, option: str) -> None:
    assert meant(words, text, question) == option


@pytest.mark.parametrize(("text", "question", "option"), WHATEVER_WAS_ASKED)
def test_a_fact_told_whatever_was_asked(words: OptionWords, text: str, question: str, option: str | None) -> None:
    assert meant(words, text, question, "telling") == option


@pytest.mark.parametrize(("text", "question"), NOT_MEANT)
def test_words_that_only_look_like_an_answer(words: OptionWords, text: str, question: str) -> None:
    assert meant(words, text, question) is None


def test_each_option_is_named_once_by_its_longest_words(words: OptionWords) -> None:
    named = [name for name in words.find("sometimes, from time to time") if name.question == "sold_abroad"]
    assert [(name.option, name.length) for name in named] == [("several_times", len("from time to time"))]


def test_misspelt_words_count_beside_words_of_another_question(words: OptionWords) -> None:
    assert meant(words, "samples", "last_six_months") == "contacted"
    assert meant(words, "samples", "buyer_talks") == "offers_out"


def test_every_title_names_its_own_option(words: OptionWords, knowledge: Knowledge) -> None:
    titles = [
        (key, option_id, option.title)
        for key, question in knowledge.questions.items()
        for option_id, option in question.options.items()
    ]
    assert [(key, option, title) for key, option, title in titles if meant(words, title, key) != option] == []


@given(text=st.text())
def test_any_text_can_be_read_and_names_known_options(words: OptionWords, knowledge: Knowledge, text: str) -> None:
    assert all(name.option in knowledge.questions[name.question].options for name in words.find(text))

"""Which answer a question gets, and how it is suited to the firm."""

from __future__ import annotations

import pytest

from advisor.core.answering import MOST_SOURCES, POSSIBLE_ANSWER, SURE_ANSWER, choose, suited
from advisor.core.utterance import Candidate
from advisor.knowledge.schema import Knowledge
from tests.core.builders import GROWTH, PREPARATION, firm, tiny

MAYBE = (SURE_ANSWER + POSSIBLE_ANSWER) / 2


def candidates(**confidence: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(answer=key, confidence=value) for key, value in confidence.items())


def knowing(**more: object) -> Knowledge:
    fairs = {
        "topic": "trade_fairs",
        "title": "Fairs",
        "phrasings": ["fairs?", "what are fairs", "why fairs"],
        "text": "A fair is a market for firms.",
    }
    return tiny(faq={"fairs": {**fairs, **more}})


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ({}, ()),
        ({"fairs": SURE_ANSWER}, ("fairs",)),
        ({"fairs": SURE_ANSWER, "incoterms": MAYBE}, ("fairs",)),
        ({"fairs": MAYBE, "incoterms": POSSIBLE_ANSWER, "price": POSSIBLE_ANSWER}, ("fairs", "incoterms")),
        ({"fairs": MAYBE}, ()),
        ({"fairs": POSSIBLE_ANSWER / 2, "incoterms": POSSIBLE_ANSWER / 2}, ()),
    ],
)
def test_one_answer_where_it_is_sure_two_where_both_may_be_meant_else_none(
    found: dict[str, float], chosen: tuple[str, ...]
) -> None:
    assert choose(candidates(**found)) == chosen


def test_a_firm_hears_what_matters_at_its_stage() -> None:
    knowledge = knowing(by_stage={"preparation": "Visit one first."})
    assert suited(knowledge, firm(), PREPARATION, "fairs").paragraphs == (
        "A fair is a market for firms.",
        "Visit one first.",
    )
    assert suited(knowledge, firm(), GROWTH, "fairs").paragraphs == ("A fair is a market for firms.",)


def test_sources_are_named_in_the_order_of_the_answer_and_only_those_that_serve_the_firm() -> None:
    knowledge = knowing(sources=list(tiny().sources))
    named = suited(knowledge, firm(country="THA"), PREPARATION, "fairs").sources
    assert 0 < len(named) <= MOST_SOURCES
    serving = [key for key, one in knowledge.sources.items() if one.verified and "THA" in (one.countries or ("THA",))]
    assert [source.id for source in named] == serving[: len(named)]


def test_the_own_countrys_source_comes_first_where_the_answer_asks_for_it() -> None:
    own = [key for key, one in tiny().sources.items() if one.verified and one.countries == ("THA",)]
    constraint = tiny().sources[own[0]].constraints[0]
    knowledge = knowing(constraint=constraint, local=True)
    assert [one.id for one in suited(knowledge, firm(country="THA"), PREPARATION, "fairs").sources] == own[:1]
    assert suited(knowing(constraint=constraint), firm(country="THA"), PREPARATION, "fairs").sources == ()

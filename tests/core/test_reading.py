"""What a message says, given what was asked."""

from __future__ import annotations

import pytest

from advisor.core.profile import FirmProfile
from advisor.core.reading import Kind, Reading, Strength, Utterance, facts_out_of_turn, read
from tests.core.utterances import answers, lives_in, mention, names, presses, says, talkative, tells

KNOWLEDGE = talkative()
Taken = dict[str, str]


def reading(asked: str | None, utterance: Utterance) -> Reading:
    return read(KNOWLEDGE, FirmProfile(), asked, utterance)


def taken(of: Reading) -> Taken:
    return {fact.question: fact.option for fact in of.facts}


ANSWERS = [
    # what was asked, what the firm says, what is taken
    ("offer", answers("offer.goods"), {"offer": "goods"}),
    ("country", says("inform", places=(names("THA"),)), {"country": "THA"}),
    ("country", says("inform", places=(names("DEU"), lives_in("THA"))), {"country": "THA"}),
    ("people", says("inform", numbers=(7,)), {"people": "few"}),
    ("people", says("inform", numbers=(10,)), {"people": "many"}),
    ("people", answers("people.unclear"), {"people": "unclear"}),
    ("web", says("affirm"), {"web": "yes"}),
    ("web", says("deny"), {"web": "no"}),
]

OUT_OF_TURN = [
    ("offer", tells("sold.never"), {"sold": "never"}),
    ("offer", says("inform", places=(lives_in("MMR"),)), {"country": "MMR"}),
    ("offer", answers("offer.goods", places=(lives_in("MMR"),)), {"offer": "goods", "country": "MMR"}),
    (None, tells("sold.never", "plan.no"), {"sold": "never", "plan": "no"}),
]

NO_FACTS = [
    # what was asked, what the firm says, what it does to the interview
    ("offer", answers("plan.no"), Kind.NOT_UNDERSTOOD),
    ("offer", says("inform", places=(names("THA"),)), Kind.NOT_UNDERSTOOD),
    ("offer", says("inform", numbers=(7,)), Kind.NOT_UNDERSTOOD),
    ("offer", says("affirm"), Kind.NOT_UNDERSTOOD),
    ("country", says("inform"), Kind.NOT_UNDERSTOOD),
    ("people", says("inform", numbers=(900,)), Kind.NOT_UNDERSTOOD),
    ("web", says("affirm", confidence=0.3), Kind.NOT_UNDERSTOOD),
    (None, says("affirm"), Kind.NOT_UNDERSTOOD),
    ("web", says("nlu_fallback"), Kind.NOT_UNDERSTOOD),
    ("web", says("dont_know"), Kind.UNKNOWN),
    ("web", says("skip"), Kind.UNKNOWN),
    ("web", says("dont_know", confidence=0.3), Kind.NOT_UNDERSTOOD),
    ("web", says("go_back"), Kind.BACK),
    ("web", says("thanks"), Kind.DIGRESSION),
    ("web", says("thanks", confidence=0.3), Kind.NOT_UNDERSTOOD),
    ("offer", tells("sold.gone", "gone.never"), Kind.NOT_UNDERSTOOD),
    ("offer", says("inform", places=(lives_in("XXX"),)), Kind.NOT_UNDERSTOOD),
]

BUTTONS = [
    ("offer", presses("answer", "offer.goods"), Kind.ANSWER, {"offer": "goods"}),
    ("offer", presses("answer", "country.THA"), Kind.ANSWER, {"country": "THA"}),
    ("offer", presses("answer", "sold.never"), Kind.ANSWER, {"sold": "never"}),
    ("offer", presses("answer", "offer.gone"), Kind.NOT_UNDERSTOOD, {}),
    ("offer", presses("answer", "gone.goods"), Kind.NOT_UNDERSTOOD, {}),
    ("offer", presses("answer", "country.XXX"), Kind.NOT_UNDERSTOOD, {}),
    ("offer", presses("dont_know"), Kind.UNKNOWN, {}),
    ("offer", presses("show_plan"), Kind.DIGRESSION, {}),
]


@pytest.mark.parametrize(("asked", "utterance", "facts"), [*ANSWERS, *OUT_OF_TURN])
def test_facts_are_taken(asked: str | None, utterance: Utterance, facts: Taken) -> None:
    found = reading(asked, utterance)
    assert (found.kind, taken(found)) == (Kind.ANSWER, facts)


@pytest.mark.parametrize(("asked", "utterance", "kind"), NO_FACTS)
def test_without_facts_the_intent_counts(asked: str | None, utterance: Utterance, kind: Kind) -> None:
    assert reading(asked, utterance) == Reading(kind=kind)


@pytest.mark.parametrize(("asked", "utterance", "kind", "facts"), BUTTONS)
def test_a_button_means_what_it_says(asked: str, utterance: Utterance, kind: Kind, facts: Taken) -> None:
    found = reading(asked, utterance)
    assert (found.kind, taken(found)) == (kind, facts)


def test_the_words_of_the_firm_are_kept_but_not_those_of_a_button() -> None:
    (written,) = reading("offer", answers("offer.goods", text="baskets")).facts
    (pressed,) = reading("offer", presses("answer", "offer.goods")).facts
    assert (written.said, pressed.said) == ("baskets", None)


@pytest.mark.parametrize("strength", Strength)
def test_the_longer_words_are_the_surer(strength: Strength) -> None:
    both = (
        mention("sold.never", strength, 4),
        mention("sold.always", strength, 9),
        mention("sold.sometimes", strength, 7),
    )
    assert taken(reading("sold", says("inform", mentions=both))) == {"sold": "always"}


def test_an_answer_to_the_question_asked_goes_before_words_that_tell_the_same_question_otherwise() -> None:
    both = (mention("sold.never", Strength.TELLING, 5), mention("sold.always", Strength.WORDS, 9))
    assert taken(reading("sold", says("inform", mentions=both))) == {"sold": "always"}


def test_a_question_of_the_firm_is_no_answer_even_if_it_names_an_option() -> None:
    asks = says("ask_question", "Are services goods? ", mentions=(mention("offer.goods"),))
    assert reading("offer", asks).kind is Kind.DIGRESSION


def test_an_answer_counts_even_if_the_intent_says_otherwise() -> None:
    states = says("thanks", "goods, thanks", mentions=(mention("offer.goods"),))
    assert taken(reading("offer", states)) == {"offer": "goods"}


def test_facts_out_of_turn_need_no_question() -> None:
    told = tells("sold.never", places=(lives_in("THA"), names("DEU")))
    assert {fact.question: fact.option for fact in facts_out_of_turn(KNOWLEDGE, told)} == {
        "sold": "never",
        "country": "THA",
    }
    assert facts_out_of_turn(KNOWLEDGE, answers("sold.never")) == ()

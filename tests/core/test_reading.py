"""What a message says, given what was asked."""

from __future__ import annotations

import pytest

from advisor.core.profile import FirmProfile
from advisor.core.reading import (
    GUESSED,
    POSSIBLE_INTENT,
    POSSIBLE_TOLD,
    STRANGE,
    SURE_TOLD,
    Choice,
    Kind,
    Reading,
    facts_out_of_turn,
    read,
)
from advisor.core.utterance import Place, Strength, Utterance
from advisor.knowledge.schema import Knowledge
from tests.core.utterances import answers, lives_in, means, mention, names, presses, says, talkative, tells

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


@pytest.mark.parametrize("strength", [Strength.WORDS, Strength.TELLING])
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
    assert {fact.question: fact.option for fact in facts_out_of_turn(KNOWLEDGE, FirmProfile(), told)} == {
        "sold": "never",
        "country": "THA",
    }
    assert facts_out_of_turn(KNOWLEDGE, FirmProfile(), answers("sold.never")) == ()


# sentences that tell by their meaning

UNSURE = (SURE_TOLD + POSSIBLE_TOLD) / 2
LONG = "our cousin in the next valley keeps 7 bees and goods"


def test_a_sentence_that_surely_means_something_tells_it_whatever_was_asked() -> None:
    (fact,) = reading("offer", means(("sold.never", 0.9))).facts
    assert (fact.question, fact.option, fact.sure) == ("sold", "never", 0.9)


def test_a_less_sure_meaning_counts_only_for_the_question_asked() -> None:
    assert taken(reading("sold", means(("sold.never", UNSURE)))) == {"sold": "never"}
    assert reading("offer", means(("sold.never", UNSURE))).facts == ()


def test_a_doubtful_meaning_counts_for_nothing() -> None:
    assert reading("sold", means(("sold.never", POSSIBLE_TOLD / 2))).kind is Kind.NOT_UNDERSTOOD


def test_words_go_before_meaning() -> None:
    both = (mention("sold.always", Strength.TELLING), *means(("sold.never", 0.9)).mentions)
    assert taken(reading("offer", says("inform", mentions=both))) == {"sold": "always"}


def test_between_two_close_meanings_of_the_question_asked_the_firm_chooses() -> None:
    unclear = reading("sold", means(("sold.never", 0.45), ("sold.sometimes", 0.4)))
    assert unclear == Reading(
        kind=Kind.UNCLEAR,
        choices=(
            Choice(intent="answer", question="sold", option="never"),
            Choice(intent="answer", question="sold", option="sometimes"),
        ),
    )


def test_two_meanings_far_apart_are_no_doubt() -> None:
    assert taken(reading("sold", means(("sold.never", 0.5), ("sold.sometimes", 0.2)))) == {"sold": "never"}


def test_in_a_long_message_a_number_or_a_word_may_be_about_anything() -> None:
    assert reading("people", says("inform", LONG, numbers=(7,))).kind is Kind.NOT_UNDERSTOOD
    assert reading("offer", answers("offer.goods", text=LONG)).kind is Kind.NOT_UNDERSTOOD
    assert taken(reading("offer", tells("offer.goods", text=LONG))) == {"offer": "goods"}


def test_a_question_of_the_firm_may_tell_facts_beside() -> None:
    asks = says("ask_question", "We never sold. How do we start?", mentions=tells("sold.never").mentions)
    assert (reading("offer", asks).kind, taken(reading("offer", asks))) == (Kind.DIGRESSION, {"sold": "never"})


# messages with two readings


KNOWN = KNOWLEDGE.model_copy(update={"wording": {"reading_skip": "Skip this", "reading_why": "Why?"}})


@pytest.mark.parametrize(
    ("ranking", "offered"),
    [
        ((("why", 0.3), ("skip", 0.25)), ("why", "skip")),
        ((("inform", 0.35), ("why", 0.3), ("skip", 0.25)), ("why", "skip")),
        ((("why", 0.3), ("skip", 0.05)), ()),
        ((("why", POSSIBLE_INTENT - 0.01), ("skip", 0.15)), ()),
        ((("why", 0.4),), ()),
        ((), ()),
    ],
)
def test_two_possible_intents_are_asked_about(ranking: tuple[tuple[str, float], ...], offered: tuple[str, ...]) -> None:
    unsure = says("nlu_fallback", confidence=0.3, ranking=ranking)
    assert tuple(choice.intent for choice in read(KNOWN, FirmProfile(), "offer", unsure).choices) == offered


# corrections


def test_no_three_corrects_what_was_noted_just_now() -> None:
    profile = FirmProfile().with_answer("people", "many")
    no_seven = says("inform", "no, 7", numbers=(7,), corrects=True)
    found = read(KNOWLEDGE, profile, "offer", no_seven, ("people", "plan"))
    assert (found.kind, taken(found)) == (Kind.ANSWER, {"people": "few"})


def test_a_correction_that_changes_nothing_is_read_as_an_answer() -> None:
    profile = FirmProfile().with_answer("people", "few")
    no_seven = says("deny", "no, 7", numbers=(7,), corrects=True)
    assert taken(read(KNOWLEDGE, profile, "web", no_seven, ("people",))) == {"web": "no"}


def test_a_percentage_is_no_count() -> None:
    percent = says("inform", "7 %", amounts=({"value": 7, "percent": True},))
    assert reading("people", percent).kind is Kind.NOT_UNDERSTOOD


# sentences about the firm's own country


def abroad() -> Knowledge:
    """The talkative knowledge, where whether a firm sold is about sales abroad."""
    sold = KNOWLEDGE.questions["sold"]
    options = {**sold.options, "never": sold.options["never"].model_copy(update={"plain": "no"})}
    of_sales = sold.model_copy(update={"of_foreign_sales": True, "options": options})
    return KNOWLEDGE.model_copy(update={"questions": {**KNOWLEDGE.questions, "sold": of_sales}})


@pytest.mark.parametrize(
    ("said", "places", "told"),
    [
        ("sold.always", ("THA",), {}),
        ("sold.always", ("THA", "DEU"), {"sold": "always"}),
        ("sold.always", (), {"sold": "always"}),
        ("sold.never", ("THA",), {"sold": "never"}),
        ("plan.no", ("THA",), {"plan": "no"}),
    ],
)
def test_a_sentence_about_home_alone_tells_no_sales_abroad(said: str, places: tuple[str, ...], told: Taken) -> None:
    profile = FirmProfile().with_answer("country", "THA")
    sentence = means((said, 0.9), places=tuple(names(country) for country in places))
    found = facts_out_of_turn(abroad(), profile, sentence)
    assert {fact.question: fact.option for fact in found} == told


@pytest.mark.parametrize(("places", "told"), [(("THA",), {}), (("DEU",), {"sold": "always"})])
def test_nor_does_it_when_sales_abroad_are_asked_about(places: tuple[str, ...], told: Taken) -> None:
    profile = FirmProfile().with_answer("country", "THA")
    sentence = means(("sold.always", 0.9), places=tuple(names(country) for country in places))
    assert taken(read(abroad(), profile, "sold", sentence)) == told


def test_a_country_that_is_known_is_not_changed_by_the_way() -> None:
    thai = FirmProfile().with_answer("country", "THA")
    for country, sure in (("MMR", SURE_TOLD), ("DEU", STRANGE)):
        by_the_way = says("inform", places=(lives_in(country),))
        (fact,) = facts_out_of_turn(KNOWLEDGE, thai, by_the_way)
        assert (fact.option, fact.sure) == (country, sure)
        (fact,) = facts_out_of_turn(KNOWLEDGE, FirmProfile(), by_the_way)
        assert fact.sure == 1.0


LONG = "a sentence of more words than an answer to a question would have"


def told_where(*places: Place) -> dict[str, float]:
    """The country taken from a long sentence while it is asked for, and how sure."""
    reading = read(KNOWLEDGE, FirmProfile(), "country", says("inform", text=LONG, places=places))
    return {fact.option: fact.sure for fact in reading.facts}


def test_the_country_that_a_sentence_names_is_a_guess() -> None:
    assert told_where(names("THA")) == {"THA": GUESSED}


def test_a_country_outside_the_region_is_not_guessed_to_be_the_firms_own() -> None:
    assert told_where(names("DEU"), names("THA")) == {"THA": GUESSED}
    assert told_where(names("DEU")) == {}


def test_a_small_town_is_likely_at_home_even_where_customers_are() -> None:
    town = Place(country="THA", home=False, elsewhere=True, minor=True)
    assert told_where(names("MMR"), town) == {"THA": GUESSED}
    (fact,) = facts_out_of_turn(KNOWLEDGE, FirmProfile(), says("inform", text=LONG, places=(town,)))
    assert (fact.option, fact.sure) == ("THA", GUESSED)


def test_a_guess_gives_way_to_words_that_say_where_the_firm_is() -> None:
    guessed = FirmProfile().with_answer("country", "MMR", LONG, GUESSED)
    (fact,) = facts_out_of_turn(KNOWLEDGE, guessed, says("inform", places=(lives_in("THA"),)))
    assert (fact.option, fact.sure) == ("THA", 1.0)

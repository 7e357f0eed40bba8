"""The course of the questions, told as conversations."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.core.interview import Phase, Say, State, Turn, advance, ask_again, remember, take
from advisor.core.profile import Contradiction
from advisor.core.reading import Fact
from advisor.core.utterance import Utterance
from advisor.knowledge.schema import Knowledge
from tests.core.builders import firm, tiny
from tests.core.utterances import answers, lives_in, means, names, presses, says, talkative, tells

ENOUGH_TURNS = 60
"""More than any interview of the tiny knowledge may take."""


@dataclass
class Talk:
    """A conversation with the interview alone."""

    knowledge: Knowledge = field(default_factory=tiny)
    state: State = field(default_factory=State)
    turns: list[Turn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = advance(self.knowledge, self.state)

    def hears(self, *utterances: Utterance) -> Talk:
        for utterance in utterances:
            turn = take(self.knowledge, self.state, utterance)
            self.turns.append(turn)
            self.state = turn.state if turn.digression else advance(self.knowledge, turn.state)
        return self

    def wants_to_change(self, question: str) -> Talk:
        self.state = advance(self.knowledge, ask_again(self.state, question))
        return self

    @property
    def asked(self) -> str | None:
        return self.state.asked

    @property
    def last(self) -> Turn:
        return self.turns[-1]

    @property
    def told(self) -> dict[str, str]:
        return {key: given.option for key, given in self.state.profile.answers.items()}


THAI = says("inform", places=(names("THA"),))
GOODS = presses("answer", "offer.goods")
MUMBLES = ("nlu_fallback", "hm")


def mumbles() -> Utterance:
    return says(*MUMBLES)


def about_to_be_asked_whether_it_sold() -> Talk:
    return Talk().hears(THAI, GOODS)


# the way from the first question to the plan


def test_the_basics_come_in_order_and_then_what_tells_most() -> None:
    talk = Talk()
    asked = [talk.asked, talk.hears(THAI).asked, talk.hears(GOODS).asked]
    assert asked == ["country", "offer", "sold"]
    assert talk.told == {"country": "THA", "offer": "goods"}


def test_words_are_told_back_and_kept() -> None:
    talk = about_to_be_asked_whether_it_sold().hears(answers("sold.always", text="every week"))
    assert (talk.last.say, [fact.question for fact in talk.last.facts]) == (Say.NOTED, ["sold"])
    assert talk.state.profile.answers["sold"].said == "every week"


def test_the_phases_follow_one_another() -> None:
    talk = about_to_be_asked_whether_it_sold()
    talk.hears(*(presses("answer", each) for each in ("sold.always", "markets.many", "plan.yes", "weather.sunny")))
    assert (talk.asked, talk.state.phase) == (None, Phase.VERDICT)
    assert advance(talk.knowledge, talk.state) == talk.state

    accepted = talk.state.model_copy(update={"phase": Phase.CONSTRAINTS})
    talk = Talk(state=accepted)
    assert talk.asked == "papers"
    talk.hears(presses("answer", "papers.missing"), presses("answer", "fairs.never"))
    assert (talk.asked, talk.state.phase) == (None, Phase.ADVISED)
    assert advance(talk.knowledge, talk.state) == talk.state


def test_facts_told_out_of_turn_are_not_asked_for_again() -> None:
    talk = Talk().hears(tells("offer.services", "sold.always", places=(lives_in("THA"),)))
    assert talk.told == {"offer": "services", "sold": "always", "country": "THA"}
    assert talk.asked not in talk.told


# what goes another way


def test_a_firm_that_knows_nothing_still_comes_to_the_end() -> None:
    talk = Talk()
    while talk.asked is not None:
        talk.hears(says("dont_know"))
        assert talk.last.say is Say.SKIPPED
    assert talk.state.phase is Phase.VERDICT
    assert talk.told == {}
    assert talk.state.profile.unknown[:2] == ("country", "offer")


def test_what_is_not_understood_is_asked_in_other_words_and_then_left_out() -> None:
    talk = Talk().hears(mumbles())
    assert (talk.asked, talk.state.attempt, talk.last.say) == ("country", 1, Say.NOT_UNDERSTOOD)
    talk.hears(mumbles())
    assert (talk.asked, talk.state.attempt, talk.last.say) == ("offer", 0, Say.LEFT_OUT)
    assert talk.state.profile.unknown == ("country",)


def test_an_answer_ends_the_counting_of_attempts() -> None:
    talk = Talk().hears(mumbles(), THAI, mumbles())
    assert (talk.asked, talk.state.attempt) == ("offer", 1)


def test_a_digression_leaves_the_question_open() -> None:
    talk = Talk().hears(says("what_stage"))
    assert talk.last.digression
    assert (talk.asked, talk.state.attempt, talk.last.say) == ("country", 0, None)


def test_the_same_message_counts_once() -> None:
    unclear = mumbles()
    talk = Talk().hears(unclear, unclear, unclear)
    assert talk.state.attempt == 1
    assert talk.last == Turn(state=talk.state)


def test_going_back_asks_the_question_before_again() -> None:
    talk = about_to_be_asked_whether_it_sold().hears(says("go_back"))
    assert (talk.asked, talk.told) == ("offer", {"country": "THA"})
    talk.hears(says("go_back"))
    assert (talk.asked, talk.told) == ("country", {})
    talk.hears(THAI, presses("answer", "offer.services"))
    assert (talk.asked, talk.told) == ("sold", {"country": "THA", "offer": "services"})


def test_before_the_first_question_there_is_none() -> None:
    talk = Talk().hears(says("go_back"))
    assert (talk.asked, talk.last.say) == ("country", Say.NOTHING_BEFORE)


def test_going_back_to_a_skipped_question_asks_it_again() -> None:
    talk = Talk().hears(says("skip"), says("go_back"))
    assert (talk.asked, talk.state.profile.unknown) == ("country", ())


def test_words_that_only_answer_another_question_do_not_count() -> None:
    assert Talk().hears(answers("offer.goods")).last.say is Say.NOT_UNDERSTOOD


# changing an answer


def test_an_answer_can_be_changed() -> None:
    talk = about_to_be_asked_whether_it_sold().wants_to_change("offer")
    assert (talk.asked, talk.told["offer"]) == ("offer", "goods")
    talk.hears(presses("answer", "offer.services"))
    assert (talk.asked, talk.told["offer"], talk.state.again) == ("sold", "services", ())


def test_a_change_that_is_skipped_after_all_makes_the_answer_unknown() -> None:
    talk = about_to_be_asked_whether_it_sold().wants_to_change("offer").hears(says("dont_know"))
    assert (talk.asked, "offer" in talk.told, talk.state.profile.unknown) == ("sold", False, ("offer",))


def test_changing_an_answer_goes_back_to_the_questions_even_after_the_plan() -> None:
    advised = State(profile=firm(country="THA", offer="goods"), phase=Phase.ADVISED)
    assert advance(tiny(), ask_again(advised, "country")).asked == "country"


def test_skipping_while_nothing_is_asked_changes_nothing() -> None:
    state = State(profile=firm(country="THA"), phase=Phase.ADVISED)
    turn = take(tiny(), state, says("skip"))
    assert (turn.state.profile, turn.state.again) == (state.profile, ())


def test_an_answered_question_that_is_left_out_keeps_its_answer() -> None:
    state = State(profile=firm(offer="goods"), asked="offer")
    assert take(tiny(), state, says("skip")).state.profile == state.profile


# two answers that cannot both be true


def contradicting() -> Talk:
    """The firm never sold abroad, and then sells to many markets."""
    talk = about_to_be_asked_whether_it_sold().hears(presses("answer", "sold.never"))
    return talk.hears(tells("markets.many", text="we sell to many countries"))


def test_a_contradiction_is_noticed_and_put_to_the_firm() -> None:
    talk = contradicting()
    assert talk.state.clash == Contradiction(earlier="sold", later="markets")
    assert talk.told["sold"] == "never"
    assert talk.told["markets"] == "many"


SETTLED = [
    # what the firm answers, what holds
    (presses("answer", "sold.never"), {"sold": "never"}),
    (presses("answer", "markets.many"), {"markets": "many"}),
    (answers("sold.never"), {"sold": "never"}),
    (answers("markets.many"), {"markets": "many"}),
    (tells("sold.always"), {"sold": "always"}),
    (answers("markets.one"), {"markets": "one"}),
    (says("dont_know"), {"sold": "never"}),
    (mumbles(), {"sold": "never"}),
]


@pytest.mark.parametrize(("utterance", "held"), SETTLED)
def test_the_firm_says_which_holds_and_without_a_clear_word_the_first_does(
    utterance: Utterance, held: dict[str, str]
) -> None:
    talk = contradicting().hears(utterance)
    assert talk.state.clash is None
    assert {key: option for key, option in talk.told.items() if key in ("sold", "markets")} == held


def test_a_digression_leaves_the_contradiction_open() -> None:
    talk = contradicting()
    clash = talk.state.clash
    talk.hears(says("what_stage"))
    assert talk.last.digression
    assert talk.state.clash == clash


def test_other_facts_told_with_the_choice_are_taken_too() -> None:
    talk = contradicting().hears(tells("sold.never", "plan.yes"))
    assert (talk.told["sold"], talk.told["plan"], "markets" in talk.told) == ("never", "yes", False)


def test_what_is_remembered_answers_a_question_to_be_asked_again() -> None:
    state = ask_again(State(profile=firm(offer="goods")), "offer")
    fact = Fact(question="offer", option="services", said=None)
    assert remember(tiny(), state, [fact]).again == ()


# laws

OPTIONS = [f"{key}.{option}" for key, question in talkative().questions.items() for option in question.options]
INTENTS = ["inform", "affirm", "deny", "dont_know", "skip", "go_back", "nlu_fallback", "what_stage", "thanks"]


def utterances() -> st.SearchStrategy[Utterance]:
    """Anything that a firm may write or press, sensible or not."""
    named = st.lists(st.sampled_from(OPTIONS), max_size=2)
    written = st.builds(
        lambda intent, options, country, number, telling: answers(
            *options, telling=telling, places=country, numbers=number
        ).model_copy(update={"intent": intent}),
        st.sampled_from(INTENTS),
        named,
        st.sampled_from([(), (names("THA"),), (lives_in("MMR"),), (lives_in("XXX"),)]),
        st.sampled_from([(), (3.0,), (5000.0,)]),
        st.booleans(),
    )
    return written | named.map(lambda options: presses("answer", *options))


@given(st.lists(utterances(), max_size=25))
def test_whatever_is_said_an_answered_question_is_not_asked_again(said: list[Utterance]) -> None:
    talk = Talk(talkative())
    for utterance in said:
        talk.hears(utterance)
        assert talk.asked is None or talk.state.clash or not talk.state.profile.settled(talk.asked)


def forward() -> st.SearchStrategy[Utterance]:
    """Messages that stay with the questions."""
    return utterances().filter(lambda each: each.intent not in ("go_back", "what_stage", "thanks"))


@pytest.mark.slow
@given(st.lists(forward(), min_size=ENOUGH_TURNS, max_size=ENOUGH_TURNS))
def test_the_questions_end_whatever_is_answered(said: list[Utterance]) -> None:
    talk = Talk(talkative())
    for utterance in said:
        if talk.asked is None and talk.state.clash is None:
            break
        talk.hears(utterance)
    assert (talk.asked, talk.state.clash) == (None, None)


# sentences that tell by their meaning


def test_what_a_sentence_means_is_told_back_and_can_be_corrected_at_once() -> None:
    talk = Talk(talkative()).hears(THAI, means(("people.many", 0.9)))
    assert talk.last.say is Say.NOTED
    assert talk.state.noted == ("people",)
    talk.hears(says("inform", "no, 7", numbers=(7,), corrects=True))
    assert talk.told["people"] == "few"


def test_an_interpreted_sentence_does_not_overthrow_what_was_said_plainly() -> None:
    talk = Talk().hears(THAI, GOODS, tells("sold.always"), means(("sold.never", 0.7)))
    assert talk.told["sold"] == "always"
    assert talk.last.say is None
    assert talk.last.facts == ()


def test_of_two_interpreted_sentences_the_later_counts_unless_it_is_much_less_sure() -> None:
    talk = Talk().hears(THAI, GOODS, means(("sold.always", 0.7)), means(("sold.never", 0.65)))
    assert talk.told["sold"] == "never"
    talk = Talk().hears(THAI, GOODS, means(("sold.always", 0.95)), means(("sold.never", 0.65)))
    assert talk.told["sold"] == "always"


def test_an_interpreted_sentence_that_contradicts_is_not_believed_and_not_asked_about() -> None:
    talk = Talk().hears(THAI, GOODS, tells("sold.never"), means(("markets.many", 0.8)))
    assert "markets" not in talk.told
    assert talk.state.clash is None


def test_facts_beside_a_question_of_the_firms_own_are_kept() -> None:
    asks = says("ask_question", "We never sold. How do we start?", mentions=tells("sold.never").mentions)
    talk = Talk().hears(THAI, asks)
    assert talk.last.digression
    assert talk.last.say is Say.NOTED
    assert talk.told["sold"] == "never"


def test_a_message_with_two_readings_is_asked_about_once() -> None:
    wavering = (("sold.never", 0.45), ("sold.sometimes", 0.4))
    talk = about_to_be_asked_whether_it_sold().hears(means(*wavering))
    assert [choice.option for choice in talk.state.choices] == ["never", "sometimes"]
    assert talk.asked == "sold"
    talk.hears(means(*wavering))
    assert talk.last.say is Say.LEFT_OUT
    assert talk.state.choices == ()


def test_choosing_a_reading_answers_the_question() -> None:
    talk = about_to_be_asked_whether_it_sold().hears(means(("sold.never", 0.45), ("sold.sometimes", 0.4)))
    talk.hears(presses("answer", "sold.never"))
    assert talk.told["sold"] == "never"
    assert talk.state.choices == ()


def test_go_on_puts_the_open_question_again() -> None:
    talk = about_to_be_asked_whether_it_sold().hears(presses("go_on"))
    assert (talk.last.say, talk.last.digression) == (None, False)
    assert talk.asked == "sold"


def test_go_on_is_no_answer_to_which_of_two_answers_holds() -> None:
    talk = Talk().hears(THAI, GOODS, tells("sold.never"), tells("markets.many"))
    clash = talk.state.clash
    assert clash is not None
    assert talk.hears(presses("go_on")).state.clash == clash
    assert not talk.last.digression


def asked_whether_to_start_over() -> Talk:
    talk = about_to_be_asked_whether_it_sold()
    talk.state = talk.state.model_copy(update={"starting_over": True})
    return talk


def test_yes_to_starting_over_sets_all_answers_aside() -> None:
    talk = asked_whether_to_start_over().hears(says("affirm"))
    assert (talk.last.say, talk.told, talk.asked) == (Say.STARTED_OVER, {}, "country")


def test_no_to_starting_over_puts_the_open_question_again() -> None:
    talk = asked_whether_to_start_over().hears(says("deny"))
    assert (talk.told, talk.asked) == ({"country": "THA", "offer": "goods"}, "sold")


def test_an_answer_given_instead_counts_and_a_later_yes_does_not_start_over() -> None:
    talk = asked_whether_to_start_over().hears(tells("sold.always"), says("affirm"))
    assert {"country", "sold"} <= talk.told.keys()


HOME = {"preparation": 0.8, "active_engagement": 0.1, "growth_and_expansion": 0.1}


def tells_a_story() -> Utterance:
    return says("inform", "We have been at it for years, and the village likes what we make", sounds=HOME)


def test_a_sentence_of_the_firms_story_is_kept_in_mind_and_the_question_put_again() -> None:
    talk = about_to_be_asked_whether_it_sold().hears(tells_a_story())
    assert (talk.last.say, talk.asked, talk.state.attempt) == (Say.HEARD, "sold", 1)
    assert talk.state.profile.impression


def test_a_firm_that_goes_on_with_its_story_is_not_asked_the_same_for_ever() -> None:
    talk = about_to_be_asked_whether_it_sold().hears(tells_a_story(), tells_a_story())
    assert talk.last.say is Say.HEARD
    assert talk.asked != "sold"


def test_a_sentence_that_tells_a_fact_leaves_an_impression_too() -> None:
    talk = about_to_be_asked_whether_it_sold().hears(tells("sold.always", sounds=HOME))
    assert talk.told["sold"] == "always"
    assert talk.state.profile.impression

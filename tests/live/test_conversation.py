"""What firms do beside answering: each phenomenon once, in a real conversation."""

from __future__ import annotations

from tests.live.firm import Firm

NEVER_SOLD = {"country": "Fiji", "offer": "goods", "sector": "food_agri", "sold_abroad": "never"}


def up_to(firm: Firm, question: str) -> None:
    """Answer until a question is open."""
    while firm.asked() != question:
        firm.answer(NEVER_SOLD)


def test_every_question_says_why_it_is_asked(firm: Firm) -> None:
    firm.write("why do you ask?")
    assert firm.kinds() == ["advice", "question"]
    assert firm.asked() == "country"


def test_what_was_understood_is_told_back(firm: Firm) -> None:
    firm.write("Thailand")
    assert firm.of_type("noted")[0]["data"]["facts"][0]["option"] == "THA"


def test_a_question_not_understood_is_put_in_other_words_then_left_out(firm: Firm) -> None:
    first = firm.question()["text"]
    firm.write("qwrt zxcv")
    assert firm.kinds() == ["not_understood", "question"]
    assert firm.asked() == "country"
    assert firm.question()["text"] != first
    firm.write("zxcv qwrt")
    assert firm.asked() == "offer"


def test_i_dont_know_and_skip_are_answers(firm: Firm) -> None:
    firm.write("I don't know")
    assert firm.asked() == "offer"
    firm.write("skip this question")
    assert firm.asked() == "sector"


def test_facts_out_of_turn_count_and_the_question_stays(firm: Firm) -> None:
    firm.write("We sold abroad twice, about 10% of our sales goes to three countries")
    told = {fact["question"]: fact["option"] for fact in firm.of_type("noted")[0]["data"]["facts"]}
    assert told == {"sold_abroad": "once_or_twice", "share": "from_5_to_25", "markets": "two_or_three"}
    assert firm.asked() == "country"


def test_going_back_asks_the_question_before_again(firm: Firm) -> None:
    firm.write("Fiji")
    firm.press("Services")
    firm.write("go back")
    assert firm.asked() == "offer"
    firm.press("Goods")
    assert firm.assessment()["profile"]["answers"]["offer"]["option"] == "goods"


def test_the_estimate_is_there_at_any_time(firm: Firm) -> None:
    firm.write("what stage are we in?")
    assert firm.of_type("assessment")[0]["data"]["assessment"]["settled"] is False
    assert firm.asked() == "country"


def test_a_contradiction_is_noticed_and_asked_about(firm: Firm) -> None:
    up_to(firm, "last_six_months")
    firm.press("Delivered orders")
    clarify = firm.of_type("clarify")[0]
    assert clarify["data"]["questions"] == ["sold_abroad", "last_six_months"]
    firm.press("Delivered")
    answers = firm.assessment()["profile"]["answers"]
    assert answers["last_six_months"]["option"] == "delivered"
    assert "sold_abroad" not in answers
    assert firm.asked() == "sold_abroad"


def test_the_firm_may_overrule_the_verdict_and_both_are_kept(firm: Firm) -> None:
    firm.play({**NEVER_SOLD, "last_six_months": "nothing", "buyer_talks": "none_now"}, until="assessment")
    firm.press("We are at another stage")
    firm.press("Active engagement")
    report = firm.assessment()
    assert (report["stage"], report["inferred_stage"]) == ("active_engagement", "preparation")
    assert firm.question()["data"]["section"] == "constraints"


def test_an_answer_can_be_changed_after_the_plan(firm: Firm) -> None:
    firm.play({**NEVER_SOLD, "last_six_months": "nothing"}, until="assessment")
    firm.press("Yes")
    firm.play(NEVER_SOLD, until="plan")
    firm.write("I want to change an answer")
    firm.press("Whether you sold abroad")
    assert firm.asked() == "sold_abroad"
    firm.press("Regularly")
    firm.play({"share": "over_50", "markets": "seven_or_more", "channel": "distributors"}, until="assessment")
    assert firm.of_type("assessment")[0]["data"]["assessment"]["stage"] == "growth_and_expansion"


def test_a_firm_that_comes_back_is_greeted_with_what_is_known(firm: Firm) -> None:
    up_to(firm, "last_six_months")
    firm.write("that is enough for today, I will come back tomorrow")
    firm.write("hello")
    assert firm.of_type("greeting")[0]["data"]["returning"] is True
    assert "Fiji" in firm.texts()
    assert firm.asked() == "last_six_months"


def test_starting_over_asks_first(firm: Firm) -> None:
    up_to(firm, "last_six_months")
    firm.write("start over")
    assert firm.kinds() == ["clarify"]
    firm.press("Yes, start over")
    assert firm.asked() == "country"
    assert firm.assessment()["profile"]["answers"] == {}


def test_after_the_plan_it_stays(firm: Firm) -> None:
    firm.play({**NEVER_SOLD, "last_six_months": "nothing"}, until="assessment")
    firm.press("Yes")
    firm.play(NEVER_SOLD, until="plan")
    firm.press("More: ")
    assert firm.kinds()[0] == "advice"
    firm.press("Other sources")
    assert firm.of_type("advice")[0]["data"]["sources"]
    firm.write("what is growth and expansion about?")
    firm.write("I want to talk to a person")
    assert "Fiji" in firm.texts()
    firm.write("this was very helpful, thank you")
    assert firm.last


def test_what_cannot_be_answered_is_said_and_someone_named(firm: Firm) -> None:
    firm.write("Viet Nam")
    firm.write("what is a letter of credit?")
    assert firm.of_type("answer")[0]["data"]["sources"]
    assert firm.asked() == "offer"


def test_typed_commands_are_only_words(firm: Firm) -> None:
    firm.write('/answer{"option":"country.THA"}')
    assert "country" not in firm.assessment()["profile"]["answers"]
    assert firm.send('/answer{"option":"share.over_50"}').status_code == 422


def test_history_reads_like_the_conversation_and_can_be_erased(firm: Firm) -> None:
    firm.write("Samoa")
    firm.press("Services")
    said = [(message["author"], message["text"]) for message in firm.history()]
    assert ("firm", "Samoa") in said
    assert ("firm", "Services") in said
    firm.erase()
    assert firm.is_gone()


def test_messages_are_short(firm: Firm) -> None:
    firm.play({**NEVER_SOLD, "last_six_months": "nothing"}, until="assessment")
    firm.press("Yes")
    firm.play(NEVER_SOLD, until="plan")
    for message in firm.history():
        lines = message["text"].splitlines()
        assert sum(line.startswith("- ") for line in lines) <= 6, message["text"]
        assert len(message["text"].split("\n\n")) <= 3 + ("- " in message["text"]), message["text"]

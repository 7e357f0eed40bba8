"""A conversation's summary, carried forward row by row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.store.projection import Summary, carry_forward
from advisor.store.rows import Row
from tests.store.rows import action, bot, event, slot, user


def test_a_conversation_in_short() -> None:
    rows = [
        user(1, "/start"),
        bot(2, "Hello", type="greeting"),
        user(3, "We make baskets", confidence=0.7),
        slot(4, "profile", {"answers": {}}),
        bot(5, "Sorry?", type="not_understood"),
        user(6, '/answer{"option":"x.y"}', confidence=1.0),
        user(7, "blah", confidence=0.2),
        bot(8, "Sorry?", type="not_understood"),
        action(9, "action_listen"),
    ]

    assert carry_forward(Summary(), rows) == Summary(
        turns=3,
        last_activity=7.0,
        lowest_confidence=0.2,
        not_understood=2,
        flags=frozenset({"not_understood"}),
        profile={"answers": {}},
        projected_event_id=9,
        last_message_id="m7",
    )


def test_a_message_delivered_twice_counts_once() -> None:
    assert carry_forward(Summary(), [user(1, "hello", "m"), user(2, "hello", "m")]).turns == 1


def test_errors_raise_a_flag_and_are_understood() -> None:
    summary = carry_forward(Summary(), [bot(1, "Oh", type="error")])

    assert summary.flags == {"error"}
    assert summary.not_understood == 0


def test_starting_over_forgets_the_profile() -> None:
    known = [slot(1, "profile", {"a": 1}), slot(2, "other", {"b": 2})]

    assert carry_forward(Summary(), known).profile == {"a": 1}
    assert carry_forward(Summary(), [*known, slot(3, "profile", None)]).profile is None
    assert carry_forward(Summary(), [*known, event(3, "restart")]).profile is None


def test_a_confidence_that_is_missing_is_no_confidence() -> None:
    assert carry_forward(Summary(), [user(1, "hello", confidence=None)]).lowest_confidence is None


ROWS = st.lists(
    st.sampled_from(["user", "again", "payload", "bot", "lost", "slot", "forget", "action"]), max_size=25
).map(lambda kinds: [_row(row_id, kind) for row_id, kind in enumerate(kinds, start=1)])


def _row(row_id: int, kind: str) -> Row:
    return {
        "user": user(row_id, "words", confidence=row_id / 30),
        "again": user(row_id, "words", "same"),
        "payload": user(row_id, "/help", confidence=0.0),
        "bot": bot(row_id, "hi", type="answer"),
        "lost": bot(row_id, "sorry", type="not_understood"),
        "slot": slot(row_id, "profile", {"row": row_id}),
        "forget": event(row_id, "reset_slots"),
        "action": action(row_id, "action_listen"),
    }[kind]


@given(ROWS, st.integers(0, 25))
def test_in_two_steps_is_as_in_one(rows: list[Row], split: int) -> None:
    assert carry_forward(carry_forward(Summary(), rows[:split]), rows[split:]) == carry_forward(Summary(), rows)


@given(ROWS)
def test_rows_count_once(rows: list[Row]) -> None:
    once = carry_forward(Summary(), rows)

    assert carry_forward(once, rows) == once


def test_how_far_a_firm_got_and_what_it_was_asked_last() -> None:
    rows = [
        bot(1, "?", type="question", question="country", attempt=0),
        bot(2, "?", type="question", question="country", attempt=1),
        bot(3, "?", type="question", question="markets", attempt=0),
        bot(4, "!", type="assessment"),
        bot(5, "?", type="question", question="money", attempt=0),
        bot(6, "!", type="plan"),
    ]

    halfway, summary = carry_forward(Summary(), rows[:3]), carry_forward(Summary(), rows)

    assert (halfway.reached, halfway.last_question, halfway.questions) == ("question", "markets", 2)
    assert (summary.reached, summary.last_question, summary.questions) == ("plan", "money", 2)


def test_a_firm_that_asks_for_a_person_is_flagged() -> None:
    row = user(1, "/contact_person")
    row.data["parse_data"]["intent"]["name"] = "contact_person"

    assert carry_forward(Summary(), [row]).flags == {"asked_for_person"}

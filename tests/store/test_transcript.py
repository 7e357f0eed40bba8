"""Rasa's rows, read as messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.store.rows import Row
from advisor.store.transcript import Button, Message, read_transcript
from tests.store.rows import action, bot, event, slot, user

YES = '/answer{"option":"abroad.yes"}'


def spoken(rows: list[Row]) -> list[tuple[str, str]]:
    return [(message.author, message.text) for message in read_transcript(rows)]


def test_only_what_was_said_is_a_message() -> None:
    rows = [action(1, "action_listen"), user(2, "hello"), slot(3, "profile", {}), bot(4, "hi"), event(5, "restart")]

    assert spoken(rows) == [("firm", "hello"), ("advisor", "hi")]


def test_a_message_carries_its_buttons_and_what_it_is() -> None:
    (message,) = read_transcript([bot(7, "Abroad?", {"Yes": YES}, type="question", question="abroad")])

    assert message == Message(
        id="7",
        author="advisor",
        text="Abroad?",
        sent_at="1970-01-01T00:00:07.000Z",
        buttons=[Button("Yes", YES)],
        data={"type": "question", "question": "abroad"},
    )


def test_a_tapped_button_reads_as_its_words() -> None:
    message = read_transcript([bot(1, "Abroad?", {"Yes": YES}), user(2, YES)])[-1]

    assert message.text == "Yes"
    assert message.data == {"payload": YES}


def test_a_payload_that_nobody_offered_stays_as_it_is() -> None:
    assert spoken([user(1, "/help")]) == [("firm", "/help")]
    assert read_transcript([user(1, "/help")], {"/help": "Help"})[0].text == "Help"


def test_the_opening_is_no_message() -> None:
    assert spoken([user(1, "/start"), bot(2, "Hello")]) == [("advisor", "Hello")]


def test_an_opening_that_was_a_button_is_one() -> None:
    assert spoken([bot(1, "Again?", {"Go on": "/start"}), user(2, "/start")])[-1] == ("firm", "Go on")


def test_a_message_delivered_twice_is_said_once() -> None:
    rows = [user(1, "hello", "m"), bot(2, "half an an..."), user(3, "hello", "m"), bot(4, "an answer")]

    assert spoken(rows) == [("firm", "hello"), ("advisor", "an answer")]


def test_a_message_that_comes_again_much_later_takes_nothing_back() -> None:
    rows = [user(1, "one", "m1"), bot(2, "first"), user(3, "two", "m2"), bot(4, "second"), user(5, "one", "m1")]

    assert [text for _, text in spoken(rows)] == ["one", "first", "two", "second"]


def test_messages_without_anything_to_show_are_left_out() -> None:
    assert read_transcript([bot(1, None), bot(2, "", {})]) == []
    assert read_transcript([bot(1, None, type="plan")])[0].text == ""


def test_rows_without_the_expected_parts_are_read_anyway() -> None:
    rows = [
        Row(1, "bot", 0.0, None, {}),
        Row(2, "user", 0.0, None, {}),
        Row(3, "bot", 0.0, None, {"text": "x", "data": {"buttons": [{"title": "no payload"}], "custom": "words"}}),
    ]

    assert [(message.text, message.buttons, message.data) for message in read_transcript(rows)] == [
        ("", [], {}),
        ("x", [], {}),
    ]


KINDS = st.sampled_from(["user", "bot", "action", "slot"])


@st.composite
def conversations(draw: st.DrawFn) -> list[Row]:
    rows = []
    for row_id, kind in enumerate(draw(st.lists(KINDS, max_size=20)), start=1):
        text = draw(st.sampled_from(["hello", YES, "/help", "words"]))
        made = {
            "user": user(row_id, text),
            "bot": bot(row_id, text, {"Yes": YES}),
            "action": action(row_id, "action_listen"),
            "slot": slot(row_id, "profile", {}),
        }
        rows.append(made[kind])
    return rows


@given(conversations())
def test_order_and_ids_are_those_of_the_rows(rows: list[Row]) -> None:
    expected = [str(row.id) for row in rows if row.type in {"user", "bot"}]

    assert [message.id for message in read_transcript(rows)] == expected


@given(conversations())
def test_what_was_said_stays_said(rows: list[Row]) -> None:
    """Further rows add messages and change none, so that clients may keep what they have."""
    before, after = read_transcript(rows[: len(rows) // 2]), read_transcript(rows)

    assert after[: len(before)] == before

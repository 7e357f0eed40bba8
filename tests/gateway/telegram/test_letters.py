"""How an answer becomes messages of Telegram."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.gateway.telegram.letters import TOGETHER, Method, advice, greeted
from advisor.store.telegram import Draft
from advisor.store.transcript import Button, Message

WORDING = {"telegram_choose": "Please choose:", "telegram_person": "{name}, a person:"}
YES = Button("Yes", "/affirm")


def said(number: int, text: str, kind: str = "answer", *buttons: Button) -> Message:
    author = "person" if kind == "person" else "advisor"
    data = {"type": kind, "name": "mei"}
    return Message(str(number), author, text, "", list(buttons), data)  # type: ignore[arg-type]


def asked(number: int, text: str) -> Message:
    return said(number, text, "question", YES)


def letters(*messages: Message) -> list[Draft]:
    return advice(messages, "c", 1, WORDING)


def texts(*messages: Message) -> list[str]:
    return [draft.body["html"] for draft in letters(*messages) if draft.body["method"] == Method.MESSAGE]


def test_an_answer_and_the_next_question_are_one_message() -> None:
    (letter,) = letters(said(7, "Here is why."), asked(8, "And where?"))

    assert letter.body["html"] == "Here is why.\n\n<b>And where?</b>"
    assert letter.body["keys"] == [["Yes", "b:8:0"]]
    assert (letter.key, letter.event_id) == ("e7.0", 8)


def test_buttons_stand_under_their_own_message() -> None:
    assert texts(asked(7, "Where?"), said(8, "Here is why.")) == ["<b>Where?</b>", "Here is why."]


def test_what_is_long_stays_by_itself() -> None:
    long = "a" * (TOGETHER - 3)
    assert texts(said(7, long), said(8, "b"), said(9, "c"), said(10, f"{long}d")) == [f"{long}\n\nb", "c", f"{long}d"]


def test_what_a_person_says_is_not_joined() -> None:
    assert texts(said(7, "One"), said(8, "Hello", "person"), said(9, "Two"), said(10, "Three")) == [
        "One",
        "<b>mei, a person:</b>\nHello",
        "Two\n\nThree",
    ]


def test_the_plan_comes_as_a_document_too() -> None:
    drafts = letters(said(7, "Here is your plan", "plan"), said(8, "1. Choose a market", "plan", YES))
    assert [draft.body["method"] for draft in drafts] == [Method.MESSAGE, Method.MESSAGE, Method.PLAN]
    assert drafts[-1].key == "e7.pdf"


def test_a_greeting_asks_nothing_where_the_answer_does() -> None:
    hello, where, why, when = said(1, "Hello"), asked(2, "Where?"), said(3, "Why"), asked(4, "When?")
    assert greeted([hello, where], [why, when]) == [hello, why, when]
    assert greeted([hello, where], [why]) == [hello, where, why]


@given(st.lists(st.tuples(st.text("ab \n<", max_size=900), st.booleans()), max_size=8))
def test_nothing_is_lost_and_each_button_is_offered_once(parts: list[tuple[str, bool]]) -> None:
    messages = [said(7 + number, text, "answer", *([YES] if has else [])) for number, (text, has) in enumerate(parts)]
    drafts = letters(*messages)

    shown = "".join("".join(draft.body["html"].split()) for draft in drafts)
    wanted = [message.text or WORDING["telegram_choose"] for message in messages if message.text or message.buttons]
    for text in wanted:
        assert "".join(text.replace("<", "&lt;").split()) in shown
    offered = [key for draft in drafts for key in draft.body["keys"]]
    assert len(offered) == sum(has for _, has in parts)
    assert len({draft.key for draft in drafts}) == len(drafts)

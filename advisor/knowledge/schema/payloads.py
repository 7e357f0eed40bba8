"""What buttons send."""

from __future__ import annotations


def answer_payload(question_id: str, option_id: str) -> str:
    """The button payload that answers a question. Telegram allows 64 bytes.

    >>> answer_payload("first_orders", "not_yet")
    '/answer{"option":"first_orders.not_yet"}'
    """
    return f'/answer{{"option":"{question_id}.{option_id}"}}'


def question_payload(answer_id: str) -> str:
    """The button payload that asks for an answer. Telegram allows 64 bytes.

    >>> question_payload("letter_of_credit")
    '/ask_question{"answer":"letter_of_credit"}'
    """
    return f'/ask_question{{"answer":"{answer_id}"}}'

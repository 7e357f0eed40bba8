"""What a message to the firm is, so that channels and tests need not read its prose."""

from __future__ import annotations

from enum import StrEnum


class MessageType(StrEnum):
    """`data.type` of every message of the advisor."""

    GREETING = "greeting"
    QUESTION = "question"
    """With `question` (id), `section`, `options` and `attempt`."""
    NOTED = "noted"
    """With `facts`: the facts taken, each `question`, `option`, `means`."""
    ASSESSMENT = "assessment"
    """With `assessment`."""
    PLAN = "plan"
    """With `plan`."""
    ADVICE = "advice"
    """More on one thing: with `about` and the id (`constraint`, `stage`, `sources`...)."""
    ANSWER = "answer"
    """An answer to the firm's own question: with `answer` (the entry's id)."""
    CLARIFY = "clarify"
    """A choice is needed: with `about`."""
    PERSON = "person"
    """What a person of the support staff says: with `name`."""
    HANDOVER = "handover"
    """A person speaks from now on (`state` is `with_person`, with `name`), or the advisor again (`handed_back`)."""
    NOT_UNDERSTOOD = "not_understood"
    ERROR = "error"

"""Asking back: which of two readings did the firm mean?"""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import Call
from actions.speaker import Button, option_button, payload
from advisor.core.messages import MessageType
from advisor.core.reading import Choice, reading_name


def ask_which_was_meant(call: Call, choices: Sequence[Choice]) -> None:
    """Offer the readings, and a way past them."""
    buttons = [_button(call, choice) for choice in choices]
    call.speaker.say(
        "utter_which_meant",
        MessageType.CLARIFY,
        {"about": "reading", "readings": [choice.model_dump(exclude_none=True) for choice in choices]},
        [*buttons, call.speaker.button("button_neither", "/go_on")],
        first=buttons[0]["title"],
        second=buttons[1]["title"],
    )


def _button(call: Call, choice: Choice) -> Button:
    if choice.question and choice.option:
        option = call.knowledge.questions[choice.question].options[choice.option]
        return option_button(choice.question, choice.option, option)
    return call.speaker.button(reading_name(choice.intent), payload(choice.intent))

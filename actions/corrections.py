"""Changing an answer."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply
from actions.speaker import Button, payload
from advisor.core.interview import ask_again
from advisor.core.messages import MessageType


class ActionChooseAnswer(AdvisorAction):
    """Offers the answers given, newest first."""

    called = "action_choose_answer"

    def respond(self, call: Call) -> Reply:
        """One button an answer."""
        buttons = _answer_buttons(call)
        response = "utter_which_answer" if buttons else "utter_no_answer_yet"
        call.speaker.say(response, MessageType.CLARIFY, {"about": "answer"}, buttons)
        return Reply(call.state, waits=True)


class ActionCorrect(AdvisorAction):
    """Puts a question again whose answer the firm wants to change."""

    called = "action_correct"

    def respond(self, call: Call) -> Reply:
        """The old answer counts until the new one comes."""
        named = call.entity("question")
        return Reply(ask_again(call.state, named) if named in call.knowledge.questions else call.state)


def _answer_buttons(call: Call) -> list[Button]:
    questions = call.knowledge.questions
    told = [key for key in (*call.state.profile.answers, *call.state.profile.unknown) if key in questions]
    return [
        {
            "title": questions[key].topic[:1].upper() + questions[key].topic[1:],
            "payload": payload("correct", question=key),
        }
        for key in reversed(told)
    ]

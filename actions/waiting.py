"""Leaving, and starting over: said while a question may be open, which waits."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply
from advisor.core.messages import MessageType


class ActionPause(AdvisorAction):
    """Lets the firm go for now."""

    called = "action_pause"

    def respond(self, call: Call) -> Reply:
        """Say how to come back."""
        call.speaker.say("utter_pause", MessageType.ADVICE, {"about": "pause"})
        return Reply(call.state, waits=True)


class ActionSayGoodbye(AdvisorAction):
    """Says goodbye."""

    called = "action_say_goodbye"

    def respond(self, call: Call) -> Reply:
        """What was told is kept."""
        call.speaker.say("utter_goodbye", MessageType.ADVICE, {"about": "goodbye"})
        return Reply(call.state, waits=True)


class ActionConfirmStartOver(AdvisorAction):
    """Asks before it sets everything aside."""

    called = "action_confirm_start_over"

    def respond(self, call: Call) -> Reply:
        """While a question waits, a plain yes is an answer to this and not to that."""
        call.speaker.say("utter_confirm_start_over", MessageType.CLARIFY, {"about": "start_over"})
        return Reply(call.state.model_copy(update={"starting_over": call.state.asked is not None}), waits=True)

"""Was it helpful?"""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import AdvisorAction, Call, Reply
from actions.speaker import payload
from advisor.core.messages import MessageType

RATINGS = ("helpful", "not_helpful")


class ActionRate(AdvisorAction):
    """Keeps the firm's rating of the advice."""

    called = "action_rate"

    def respond(self, call: Call) -> Reply:
        """Thank, or ask for the rating."""
        rating = call.entity("rating")
        if rating not in RATINGS:
            buttons = [call.speaker.button(f"button_{each}", payload("rate", rating=each)) for each in RATINGS]
            call.speaker.say("utter_ask_rating", MessageType.CLARIFY, {"about": "rating"}, buttons)
            return Reply(call.state)
        call.speaker.say(f"utter_rated_{rating}", MessageType.ADVICE, {"about": "rating", "rating": rating})
        return Reply(call.state, [SlotSet("rating", rating)])

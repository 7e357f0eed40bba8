"""The end of a series of questions."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply


class ActionConclude(AdvisorAction):
    """Says nothing: it sets the phase where rules can see it, so that they choose between verdict and plan.

    Rasa checks that an action sets the same slots in every rule; the form goes on in most rules and ends in few.
    """

    called = "action_conclude"

    def respond(self, call: Call) -> Reply:
        """Keep the state that the form left."""
        return Reply(call.state)

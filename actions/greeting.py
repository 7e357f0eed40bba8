"""Hello, and hello again."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply
from advisor.core.assessment import stage_of
from advisor.core.interview import State
from advisor.core.messages import MessageType


class ActionGreet(AdvisorAction):
    """Says who this is, or what is already known about a firm that comes back."""

    called = "action_greet"

    def respond(self, call: Call) -> Reply:
        """Greet."""
        if call.state.profile.answers:
            _welcome_back(call)
        else:
            call.speaker.say("utter_greeting", MessageType.GREETING, {"returning": False})
        return Reply(call.state)


class ActionStartOver(AdvisorAction):
    """Forgets the profile and begins anew."""

    called = "action_start_over"

    def respond(self, call: Call) -> Reply:
        """Say so."""
        call.speaker.say("utter_started_over", MessageType.GREETING, {"returning": False})
        return Reply(State())


def _welcome_back(call: Call) -> None:
    profile = call.state.profile
    count = len(profile.answers)
    stage = call.knowledge.stages[stage_of(call.knowledge, profile)]
    country = call.knowledge.countries.get(profile.country or "")
    call.speaker.say(
        "utter_welcome_back",
        MessageType.GREETING,
        {"returning": True, "answers": count},
        firm=call.speaker.word("firm_in", country=country.spoken) if country else call.speaker.word("firm"),
        answers=call.speaker.word("one_answer" if count == 1 else "several_answers", count=str(count)),
        short=stage.short,
    )

"""Why a question is asked, who can help, and what may come next."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply
from actions.clarify import ask_which_was_meant
from actions.plan import source_words
from actions.verdict import ask_if_right
from advisor.core.assessment import assess
from advisor.core.interview import Phase
from advisor.core.messages import MessageType
from advisor.core.plan import make_plan
from advisor.core.reading import possible_intents


class ActionExplainQuestion(AdvisorAction):
    """Why do you ask?"""

    called = "action_explain_question"

    def respond(self, call: Call) -> Reply:
        """The reason of the question asked."""
        asked = call.state.asked
        if asked:
            data = {"about": "question", "question": asked}
            call.speaker.say("utter_why", MessageType.ADVICE, data, why=call.knowledge.questions[asked].why)
        else:
            call.speaker.say("utter_why_questions", MessageType.ADVICE, {"about": "questions"})
        return Reply(call.state)


class ActionNamePeople(AdvisorAction):
    """Who can be asked in person."""

    called = "action_name_people"

    def respond(self, call: Call) -> Reply:
        """The bodies of the firm's country, else of its region; and that the staff were told, where there are any."""
        name_bodies(call, "utter_people", {"about": "person"}, MessageType.ADVICE)
        if call.is_staffed:
            call.speaker.say("utter_person_told", MessageType.ADVICE, {"about": "handover"})
        return Reply(call.state)


class ActionWhatNext(AdvisorAction):
    """Reminds of what is open when no form does, so that no message is a dead end."""

    called = "action_what_next"

    def respond(self, call: Call) -> Reply:
        """The open question of the verdict, or what can be asked for."""
        say_what_next(call)
        return Reply(call.state)


class ActionNotUnderstood(AdvisorAction):
    """Says that a message was not understood, and what can be asked for."""

    called = "action_not_understood"

    def respond(self, call: Call) -> Reply:
        """Never a loop, never a dead end."""
        say_not_understood(call)
        return Reply(call.state)


def say_not_understood(call: Call) -> None:
    """Ask which of two readings was meant; where there are none, say so, and what can be asked for."""
    choices = possible_intents(call.knowledge, call.utterance)
    if choices:
        ask_which_was_meant(call, choices)
        return
    call.speaker.say("utter_not_understood", MessageType.NOT_UNDERSTOOD)
    say_what_next(call)


def say_what_next(call: Call) -> None:
    """What the firm can do at this point of the conversation."""
    if call.state.phase is Phase.VERDICT:
        ask_if_right(call, assess(call.knowledge, call.state.profile))
    elif call.state.phase is Phase.ADVISED:
        buttons = [
            call.speaker.button("button_show_plan", "/show_plan"),
            call.speaker.button("button_more_advice", "/more_advice"),
            call.speaker.button("button_change_answer", "/change_answer"),
            call.speaker.button("button_other_stages", "/other_stage"),
            call.speaker.button("button_person", "/contact_person"),
            call.speaker.button("button_start_over", "/start_over"),
        ]
        call.speaker.say("utter_what_next", MessageType.CLARIFY, {"about": "next"}, buttons)
    else:
        call.speaker.say(
            "utter_go_on", MessageType.CLARIFY, {"about": "next"}, [call.speaker.button("button_go_on", "/go_on")]
        )


def name_bodies(call: Call, response: str, data: dict[str, object], kind: MessageType) -> None:
    """Who can be asked, the firm's own country first."""
    plan = make_plan(call.knowledge, call.state.profile, assess(call.knowledge, call.state.profile))
    bodies = [body.model_dump(mode="json") for body in plan.bodies]
    call.speaker.say(response, kind, {**data, "sources": bodies}, bodies=source_words(call, plan.bodies))

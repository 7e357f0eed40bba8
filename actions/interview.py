"""The form: takes in each message, and asks the next question."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.base import AdvisorAction, Call, Reply
from actions.clarify import ask_which_was_meant
from actions.help import say_not_understood
from actions.speaker import Button, Speaker, bullets, option_button, option_buttons
from advisor.core.interview import Phase, Say, Turn, advance, hear, remember, take
from advisor.core.messages import MessageType
from advisor.core.profile import Contradiction, FirmProfile
from advisor.core.reading import Fact, facts_out_of_turn
from advisor.knowledge.schema import Question

FORM = "advisor_form"
ANSWER = "answer"


class ValidateAdvisorForm(AdvisorAction):
    """Takes the last message into the profile and chooses what to ask next.

    Rasa calls it when the form starts, after each message, and when the form goes on after a digression; a message
    counts once. A message about something else is rejected, so that rules and stories can answer it.
    """

    called = "validate_advisor_form"

    def respond(self, call: Call) -> Reply:
        """Say what was noted; keep the form open, end it, or leave the message to the rules."""
        turn = take(call.knowledge, call.state, call.utterance)
        comment(call.speaker, turn)
        if turn.digression:
            return Reply(turn.state, [ActionExecutionRejected(FORM)])
        state = advance(call.knowledge, turn.state)
        is_open = state.asked is not None or state.clash is not None or bool(state.choices)
        return Reply(state, [SlotSet("requested_slot", ANSWER if is_open else None)])


class ActionAskAnswer(AdvisorAction):
    """Puts the question that was chosen, or asks back."""

    called = "action_ask_answer"

    def respond(self, call: Call) -> Reply:
        """Ask; where two answers exclude one another, ask which holds; where a message has two readings, which."""
        state = call.state
        if state.choices:
            ask_which_was_meant(call, state.choices)
        elif state.clash is not None:
            _ask_which_holds(call, state.profile, state.clash)
        elif state.asked is not None:
            _ask(call, state.asked, state.attempt)
        return Reply(state)


class ActionTakeFacts(AdvisorAction):
    """Takes facts told while nothing was asked, and sends the conversation back to the questions for a new verdict."""

    called = "action_take_facts"

    def respond(self, call: Call) -> Reply:
        """Note the facts, or say that none was understood."""
        state = hear(call.state, call.utterance)
        facts = facts_out_of_turn(call.knowledge, state.profile, call.utterance)
        if not facts:
            say_not_understood(call)
            return Reply(state)
        state = remember(call.knowledge, state, facts)
        say_noted(call.speaker, tuple(fact for fact in facts if fact.question in state.noted))
        return Reply(state.model_copy(update={"phase": Phase.INTERVIEW}))


def comment(speaker: Speaker, turn: Turn) -> None:
    """Say what became of a message, before the next question. Buttons need no echo."""
    if turn.say is Say.NOTED:
        say_noted(speaker, tuple(fact for fact in turn.facts if fact.said is not None))
    elif turn.say is Say.STARTED_OVER:
        speaker.say("utter_started_over", MessageType.GREETING, {"returning": False})
    elif turn.say is not None:
        kind = MessageType.NOTED if turn.say in {Say.SKIPPED, Say.HEARD} else MessageType.NOT_UNDERSTOOD
        speaker.say(f"utter_{turn.say.value}", kind, {"facts": []} if kind is MessageType.NOTED else None)


def say_noted(speaker: Speaker, facts: tuple[Fact, ...]) -> None:
    """Tell back the facts taken, so that a misreading can be corrected."""
    if facts:
        told = [speaker.fact(fact.question, fact.option) for fact in facts]
        one = len(told) == 1
        speaker.say(
            "utter_noted" if one else "utter_noted_several",
            MessageType.NOTED,
            {"facts": speaker.facts_data(facts)},
            facts=told[0] if one else bullets(told),
        )


def _ask(call: Call, question_id: str, attempt: int) -> None:
    question = call.knowledge.questions[question_id]
    call.speaker.say(
        "utter_question",
        MessageType.QUESTION,
        {
            "question": question_id,
            "section": question.section.value,
            "attempt": attempt,
            "options": [{"id": key, "title": option.title} for key, option in question.options.items()],
        },
        [*option_buttons(question_id, question), *_ways_out(call.speaker, question)],
        question=question.reworded if attempt else question.text,
    )


def _ways_out(speaker: Speaker, question: Question) -> list[Button]:
    return [speaker.button("button_dont_know", "/dont_know")] if question.options else []


def _ask_which_holds(call: Call, profile: FirmProfile, clash: Contradiction) -> None:
    pair = {key: profile.answers[key].option for key in (clash.earlier, clash.later)}
    questions = call.knowledge.questions
    call.speaker.say(
        "utter_which_holds",
        MessageType.CLARIFY,
        {"about": "contradiction", "questions": list(pair)},
        [option_button(key, option, questions[key].options[option]) for key, option in pair.items()],
        earlier=call.speaker.fact(clash.earlier, pair[clash.earlier]),
        later=call.speaker.fact(clash.later, pair[clash.later]),
    )

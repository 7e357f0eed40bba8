"""Answers to the firm's own questions, from knowledge/faq.yml. What is not there is not invented."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply
from actions.help import name_bodies
from actions.plan import source_words
from actions.speaker import Button
from advisor.core.answering import SuitedAnswer, choose, suited
from advisor.core.assessment import stage_of
from advisor.core.messages import MessageType
from advisor.knowledge.schema import question_payload


class ActionAnswerQuestion(AdvisorAction):
    """Answers a question of the firm's own, asks which was meant, or says that it cannot and names who can."""

    called = "action_answer_question"

    def respond(self, call: Call) -> Reply:
        """The one that fits surely, as that of a button does; else the two that may."""
        chosen = choose([each for each in call.utterance.candidates if each.answer in call.knowledge.faq])
        if len(chosen) == 1:
            _say(call, chosen[0])
        elif chosen:
            _ask_which(call, chosen)
        else:
            name_bodies(call, "utter_cannot_answer", {"answer": None}, MessageType.ANSWER)
        return Reply(call.state)


def _say(call: Call, key: str) -> None:
    profile = call.state.profile
    answer = suited(call.knowledge, profile, stage_of(call.knowledge, profile), key)
    call.speaker.say(
        "utter_answer",
        MessageType.ANSWER,
        {"answer": key, "topic": answer.topic.value, "sources": [each.id for each in answer.sources]},
        [] if answer.sources else _buttons(call, answer.follow_ups),
        answer="\n\n".join(answer.paragraphs),
    )
    if answer.sources:
        _say_sources(call, key, answer)


def _say_sources(call: Call, key: str, answer: SuitedAnswer) -> None:
    call.speaker.say(
        "utter_answer_sources",
        MessageType.ANSWER,
        {"answer": key, "part": "sources", "sources": [each.id for each in answer.sources]},
        _buttons(call, answer.follow_ups),
        sources=source_words(call, answer.sources),
    )


def _ask_which(call: Call, keys: tuple[str, ...]) -> None:
    buttons = _buttons(call, keys)
    call.speaker.say(
        "utter_which_answer_meant",
        MessageType.CLARIFY,
        {"about": "answer", "answers": list(keys)},
        [*buttons, call.speaker.button("button_neither", "/contact_person")],
    )


def _buttons(call: Call, keys: tuple[str, ...]) -> list[Button]:
    return [{"title": call.knowledge.faq[key].title, "payload": question_payload(key)} for key in keys]

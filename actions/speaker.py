"""Messages to the firm: a response of domain.yml, what it is as data, and buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from advisor.core.messages import MessageType
from advisor.core.profile import COUNTRY
from advisor.core.reading import Fact
from advisor.knowledge.schema import Knowledge, Option, Question, answer_payload

Button = dict[str, str]
Data = Mapping[str, Any]


class Speaker:
    """Says things through Rasa's dispatcher."""

    def __init__(self, dispatcher: CollectingDispatcher, knowledge: Knowledge) -> None:
        self._dispatcher = dispatcher
        self._knowledge = knowledge

    def say(
        self, response: str, kind: MessageType, data: Data | None = None, buttons: Iterable[Button] = (), **words: str
    ) -> None:
        """Utter a response of domain.yml with words filled in."""
        self._dispatcher.utter_message(
            response=response, json_message={"type": kind.value, **(data or {})}, buttons=list(buttons), **words
        )

    def word(self, key: str, **words: str) -> str:
        """A short text of wording.yml."""
        return self._knowledge.wording[key].format(**words)

    def button(self, key: str, payload: str, **words: str) -> Button:
        """A button whose title stands in wording.yml."""
        return {"title": self.word(key, **words), "payload": payload}

    def fact(self, question_id: str, option_id: str) -> str:
        """A fact told back to the firm."""
        if question_id == COUNTRY:
            return self.word("fact_country", country=self._knowledge.countries[option_id].spoken)
        return self._knowledge.questions[question_id].options[option_id].means

    def facts_data(self, facts: Iterable[Fact]) -> list[dict[str, str]]:
        """Facts as data of a `noted` message."""
        return [
            {"question": fact.question, "option": fact.option, "means": self.fact(fact.question, fact.option)}
            for fact in facts
        ]


def bullets(lines: Iterable[str]) -> str:
    """Lines as a list, each beginning with a capital letter."""
    return "\n".join(f"- {line[:1].upper()}{line[1:]}" for line in lines)


def option_buttons(question_id: str, question: Question) -> list[Button]:
    """A button for each option of a question."""
    return [option_button(question_id, key, option) for key, option in question.options.items()]


def option_button(question_id: str, option_id: str, option: Option) -> Button:
    """The button that gives one option."""
    return {"title": option.title, "payload": answer_payload(question_id, option_id)}


def payload(intent: str, **entities: str) -> str:
    """A button payload that Rasa takes for an intent with entities.

    >>> payload("correct", question="markets")
    '/correct{"question":"markets"}'
    """
    inner = ",".join(f'"{name}":"{value}"' for name, value in entities.items())
    return f"/{intent}{{{inner}}}" if inner else f"/{intent}"

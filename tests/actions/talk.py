"""A whole conversation without Rasa: the actions run in the order in which form and rules run them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from actions.session import knowledge
from advisor.knowledge.schema import answer_payload
from advisor.nlu.facts import FactFinder
from tests.actions.rasa import Json, Said, message, pressed, run, written_out

MOST_TURNS = 40


class Talk:
    """What a firm and the advisor say to one another."""

    def __init__(self) -> None:
        self.slots: Json = {}
        self.said: list[Said] = []
        self._latest: Json = pressed("/start")

    def begin(self) -> None:
        """The firm opens the page."""
        self._run("action_greet")
        self._form()

    def answer(self, answers: Mapping[str, str]) -> None:
        """Answer the open question: an option id by its button, anything else in words, what is missing not at all."""
        question = self.asked
        self._latest = _answer(question, str(answers[question])) if question in answers else pressed("/dont_know")
        self._form()

    def ask(self, payload: str, action: str) -> None:
        """Say something that a rule answers with one action or response."""
        self._latest = pressed(payload)
        if action.startswith("utter_"):
            self.said.append(written_out(action))
        else:
            self._run(action)

    def until(self, kind: str, answers: Mapping[str, str]) -> None:
        """Answer what is asked until a message of a type comes."""
        for _ in range(MOST_TURNS):
            if any(said.kind == kind for said in self.said):
                return
            self.answer(answers)
        raise AssertionError(f"no {kind} after {MOST_TURNS} turns")

    def accept(self) -> None:
        """Yes, that sounds right."""
        self.ask("/affirm", "action_accept")
        self._form()

    @property
    def asked(self) -> str:
        """The question, or the later one of two answers that exclude one another."""
        kept = self.slots["interview"]
        return str(kept["clash"]["later"] if kept["clash"] else kept["asked"])

    def of(self, response: str) -> list[Said]:
        """The messages made from a response."""
        return [said for said in self.said if said.response == response]

    def _form(self) -> None:
        self._run("validate_advisor_form")
        if self.slots["requested_slot"]:
            self._run("action_ask_answer")
            return
        self._run("action_conclude")
        self._run({"verdict": "action_give_assessment", "advised": "action_give_plan"}[self.slots["phase"]])

    def _run(self, action: str) -> None:
        outcome = run(action, self.slots, self._latest)
        self.slots |= outcome.slots
        self.said += outcome.said


def whole_talk(answers: Mapping[str, str]) -> Talk:
    """From hello to the plan."""
    talk = Talk()
    talk.begin()
    talk.until("assessment", answers)
    talk.accept()
    talk.until("plan", answers)
    return talk


@cache
def _facts() -> FactFinder:
    return FactFinder(knowledge())


def _answer(question: str, given: str) -> Json:
    options = knowledge().countries if question == "country" else knowledge().questions[question].options
    if given in options:
        return pressed(answer_payload(question, given))
    return message(given, "inform", *_facts().find(given))

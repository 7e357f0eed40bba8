"""What only several records together can get wrong about the answers to firms' questions (`faq.yml`)."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.records import hidden_sources
from advisor.knowledge.draft import Check, Draft
from advisor.knowledge.problems import Problem
from advisor.knowledge.schema import Answer

FILE = "faq.yml"


def answers_lean_on_sources_that_are_shown(draft: Draft) -> Iterator[Problem]:
    """Unverified sources are not named to firms, so an answer cannot lean on one."""
    for key, answer in draft.knowledge.faq.items():
        yield from hidden_sources(draft, FILE, key, answer.sources)


def questions_have_one_answer(draft: Draft) -> Iterator[Problem]:
    """No two answers are asked for in the same words."""
    first: dict[str, str] = {}
    for key, answer in draft.knowledge.faq.items():
        for words in _asked_as(answer):
            other = first.setdefault(words.casefold().rstrip("?"), key)
            if other != key:
                yield Problem(FILE, key, f'"{words}" also asks for {other}', "words that ask for one answer")


def _asked_as(answer: Answer) -> set[str]:
    return {*answer.phrasings, *answer.names}


def local_answers_have_a_constraint(draft: Draft) -> Iterator[Problem]:
    """The firm's own source is found by the constraint that the answer is about."""
    for key, answer in draft.knowledge.faq.items():
        if answer.local and answer.constraint is None:
            yield Problem(FILE, key, "local is true without a constraint", "the constraint whose sources are named")


def no_answer_follows_itself(draft: Draft) -> Iterator[Problem]:
    """What to ask next is something else."""
    for key, answer in draft.knowledge.faq.items():
        if key in answer.follow_ups:
            yield Problem(FILE, key, "follow_ups names the answer itself", "other answers")


ANSWERS: tuple[Check, ...] = (
    answers_lean_on_sources_that_are_shown,
    questions_have_one_answer,
    local_answers_have_a_constraint,
    no_answer_follows_itself,
)

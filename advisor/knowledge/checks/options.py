"""Every answer can be told apart, and given by a button."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from advisor.knowledge.checks.records import all_options
from advisor.knowledge.draft import Check, Draft
from advisor.knowledge.problems import Problem, listed
from advisor.knowledge.schema import Option, Question, Section, answer_payload

MAX_PAYLOAD_BYTES = 64
"""What Telegram allows for the payload of a button."""


def payloads_fit(draft: Draft) -> Iterator[Problem]:
    """Every button fits into Telegram."""
    for question_id, option_id in _buttons(draft):
        excess = len(answer_payload(question_id, option_id).encode()) - MAX_PAYLOAD_BYTES
        if excess > 0:
            wrong = f"the button for {option_id} has {MAX_PAYLOAD_BYTES + excess} bytes"
            expected = f"at most {MAX_PAYLOAD_BYTES}, so ids shorter by {excess} together"
            yield Problem("questions.yml", question_id, wrong, expected)


def _buttons(draft: Draft) -> Iterator[tuple[str, str]]:
    for question_id, question in draft.knowledge.questions.items():
        for option_id in draft.knowledge.countries if question.pick == "country" else question.options:
            yield question_id, option_id


def plain_words_choose_one(draft: Draft) -> Iterator[Problem]:
    """A bare yes or no chooses at most one option."""
    for key, question in draft.knowledge.questions.items():
        for word, options in _grouped(question, lambda option: [option.plain] if option.plain else []):
            wrong = f"plain: {word} stands in {listed(options)}"
            yield Problem("questions.yml", key, wrong, "one option for a bare yes and one for a bare no")


def own_words_choose_one(draft: Draft) -> Iterator[Problem]:
    """No two options of a question share a title or other words."""
    for key, question in draft.knowledge.questions.items():
        for word, options in _grouped(question, lambda option: (option.title, *option.words)):
            yield Problem("questions.yml", key, f'"{word}" stands in {listed(options)}', "words that choose one option")


def _grouped(question: Question, words: Callable[[Option], Iterable[str]]) -> Iterator[tuple[str, list[str]]]:
    """Words that several options have, with those options."""
    having: dict[str, list[str]] = {}
    for option_id, option in question.options.items():
        for word in {word.casefold() for word in words(option)}:
            having.setdefault(word, []).append(option_id)
    return ((word, options) for word, options in having.items() if len(options) > 1)


def numbers_choose_one(draft: Draft) -> Iterator[Problem]:
    """Where a bare number answers a question, each number chooses one option."""
    for key, question in draft.knowledge.questions.items():
        ranges = sorted((option.range, name) for name, option in question.options.items() if option.range)
        if question.counts and len(ranges) < 2:
            yield Problem("questions.yml", key, f"counts {question.counts} without ranges", "a range on its options")
        if ranges and not question.counts:
            expected = "counts, which says what the numbers are"
            yield Problem("questions.yml", key, f"options.{ranges[0][1]} has a range without counts", expected)
        yield from _uneven(key, ranges)


def _uneven(key: str, ranges: list[tuple[tuple[float, float], str]]) -> Iterator[Problem]:
    for ((_, end), one), ((start, _), other) in pairwise(ranges):
        if start < end:
            wrong = f"the ranges of {one} and {other} overlap from {start:g} to {end:g}"
            yield Problem("questions.yml", key, wrong, "ranges apart (the end itself belongs to the next)")
        if start > end:
            wrong = f"no option takes {end:g} to {start:g}, between {one} and {other}"
            yield Problem("questions.yml", key, wrong, "a range that starts where the last one ends")


def facts_are_clauses(draft: Draft) -> Iterator[Problem]:
    """What an answer means is put into sentences, so it brings no full stop."""
    for question_id, option_id, option in all_options(draft.knowledge):
        if option.means.endswith((".", "!", "?")):
            wrong = f"options.{option_id}.means ends with {option.means[-1]}"
            yield Problem("questions.yml", question_id, wrong, 'a clause such as "you sell to one market"')


def only_evidence_weighs(draft: Draft) -> Iterator[Problem]:
    """Likelihoods outside the evidence would never be used, which their author cannot have wanted."""
    for key, question in draft.knowledge.questions.items():
        weighing = [name for name, option in question.options.items() if option.likelihood]
        if weighing and question.section is not Section.EVIDENCE:
            wrong = f"options.{weighing[0]} has likelihood in section {question.section}"
            yield Problem("questions.yml", key, wrong, "likelihoods in section evidence only")


OPTIONS: tuple[Check, ...] = (
    payloads_fit,
    plain_words_choose_one,
    own_words_choose_one,
    numbers_choose_one,
    facts_are_clauses,
    only_evidence_weighs,
)

"""Options of questions in a sentence, by their own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from advisor.core.utterance import Strength
from advisor.knowledge.schema import Question
from advisor.nlu.text import contains, plain

ALIKE = 87
"""Similarity (of 100) from which a whole answer is taken for misspelt words: one wrong letter in eight."""
SHORTEST_MISSPELT = 5
"""Letters of the shortest words that may be misspelt."""
YES_OR_NO = frozenset({"yes", "no"})


@dataclass(frozen=True)
class OptionName:
    """An option named in a text."""

    question: str
    option: str
    strength: Strength
    length: int


@dataclass(frozen=True)
class _Entry:
    phrase: str
    question: str
    option: str
    strength: Strength
    alone: bool = False
    """Whether only the whole text may be this phrase: a bare "no", which also begins "no idea" and "no problem"."""

    def is_in(self, said: str) -> bool:
        return said == self.phrase if self.alone else contains(said, self.phrase)

    def named(self) -> OptionName:
        return OptionName(self.question, self.option, self.strength, len(self.phrase))


class OptionWords:
    """The words of all options, ready for looking up."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._entries = tuple(_entries(questions))

    def find(self, text: str) -> tuple[OptionName, ...]:
        """The options whose words stand in the text, each with its longest words.

        Misspelt words are looked for where a question finds none of its own: "samples" names one option as it is
        written, and another as a misspelt "sample".
        """
        said = plain(text)
        found = [entry.named() for entry in self._entries if entry.is_in(said)]
        named = {name.question for name in found}
        others = (entry for entry in self._entries if entry.question not in named)
        return _longest(found + [entry.named() for entry in others if _misspelt(said, entry.phrase)])


def _entries(questions: Mapping[str, Question]) -> Iterator[_Entry]:
    for question_id, question in questions.items():
        for option_id, option in question.options.items():
            for words in (option.title, *option.words):
                phrase = plain(words)
                yield _Entry(phrase, question_id, option_id, Strength.WORDS, alone=phrase in YES_OR_NO)
            for words in option.telling:
                yield _Entry(plain(words), question_id, option_id, Strength.TELLING)


def _misspelt(said: str, phrase: str) -> bool:
    return len(phrase) >= SHORTEST_MISSPELT and fuzz.ratio(said, phrase) >= ALIKE


def _longest(found: list[OptionName]) -> tuple[OptionName, ...]:
    best: dict[tuple[str, str, Strength], OptionName] = {}
    for name in found:
        key = (name.question, name.option, name.strength)
        if key not in best or name.length > best[key].length:
            best[key] = name
    return tuple(best.values())

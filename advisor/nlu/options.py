"""Options of questions in a sentence, by their own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

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
    rank: int
    """Its place in the knowledge."""
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
        self._by_word: dict[str, list[_Entry]] = defaultdict(list)
        self._longest_misspelt = max((len(entry.phrase) for entry in self._entries), default=0) * 200 / ALIKE
        for entry in self._entries:
            self._by_word[entry.phrase.partition(" ")[0]].append(entry)

    def find(self, text: str) -> tuple[OptionName, ...]:
        """The options whose words stand in the text, each with its longest words.

        Misspelt words are looked for where a question finds none of its own: "samples" names one option as it is
        written, and another as a misspelt "sample".
        """
        said = plain(text)
        found = [entry.named() for entry in self._written(said)]
        if len(said) > self._longest_misspelt:
            return _longest(found)
        named = {name.question for name in found}
        others = (entry for entry in self._entries if entry.question not in named)
        return _longest(found + [entry.named() for entry in others if _misspelt(said, entry.phrase)])

    def told(self, text: str) -> tuple[OptionName, ...]:
        """The options that a clause tells whatever was asked, as written."""
        written = self._written(plain(text))
        return _longest([entry.named() for entry in written if entry.strength is Strength.TELLING])

    def _written(self, said: str) -> Iterator[_Entry]:
        """The entries whose phrase stands in plain text, in the order of the knowledge."""
        words = set(said.split())
        at_hand = (entry for word in words for entry in self._by_word.get(word, ()))
        return iter(sorted((entry for entry in at_hand if entry.is_in(said)), key=lambda entry: entry.rank))


def _entries(questions: Mapping[str, Question]) -> Iterator[_Entry]:
    rank = count()
    for question_id, question in questions.items():
        for option_id, option in question.options.items():
            for words in (option.title, *option.words):
                phrase = plain(words)
                yield _Entry(phrase, question_id, option_id, Strength.WORDS, next(rank), alone=phrase in YES_OR_NO)
            for words in option.telling:
                yield _Entry(plain(words), question_id, option_id, Strength.TELLING, next(rank))


def _misspelt(said: str, phrase: str) -> bool:
    return len(phrase) >= SHORTEST_MISSPELT and fuzz.ratio(said, phrase) >= ALIKE


def _longest(found: list[OptionName]) -> tuple[OptionName, ...]:
    best: dict[tuple[str, str, Strength], OptionName] = {}
    for name in found:
        key = (name.question, name.option, name.strength)
        if key not in best or name.length > best[key].length:
            best[key] = name
    return tuple(best.values())

"""Phrases in a row of words: looked up by their first word, so that many cost little more than one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from advisor.nlu.text import words_of

YEAR = re.compile(r"(?:19|20)\d\d")
DIGITS = re.compile(r"\d+(?:[.,]\d+)*\+?")
SHORTEST_MISSPELT = 4
KEPT = 64
"""Rows of words whose phrases are remembered: each clause is looked at from many sides."""
_CLASS = re.compile(r"<(\w+)>")


@dataclass(frozen=True, order=True)
class Span:
    """Where a phrase stands: from the word `start` up to and without `end`."""

    start: int
    end: int


class Vocabulary:
    """Which classes a word belongs to, and which word a misspelt one is meant for."""

    def __init__(
        self, classes: Mapping[str, Iterable[str]], misspelt: Iterable[str] = (), real_words: Iterable[str] = ()
    ) -> None:
        self._classes: dict[str, set[str]] = defaultdict(set)
        for name, members in classes.items():
            for member in members:
                self._classes[member].add(name)
        self._known: set[str] = set()
        self._real = frozenset(real_words)
        self._alike: dict[tuple[str, int], set[str]] = defaultdict(set)
        for word in misspelt:
            self._alike[word[0], len(word)].add(word)
        self._known.update(self._classes)
        self.of = lru_cache(maxsize=4096)(self._of)
        self.meant = lru_cache(maxsize=4096)(self._meant)

    def learn(self, word: str) -> None:
        """Remember a word that is not a misspelling of another."""
        self._known.add(word)

    def is_a(self, word: str, name: str) -> bool:
        """Whether a word is of a class. Digits are a `number`, and those of a year also a `year`."""
        return name in self._classes.get(word, ()) or (word[:1].isdigit() and name in _kinds_of_digits(word))

    def _of(self, word: str) -> Sequence[str]:
        """The classes of a word."""
        return (*self._classes.get(word, ()), *(_kinds_of_digits(word) if word[:1].isdigit() else ()))

    def _meant(self, word: str) -> str:
        """The known word that has a letter more, a letter less, or two letters changed about; else the word itself.

        Letters are not exchanged: "dishes" is not "wishes".
        """
        if len(word) < SHORTEST_MISSPELT or word in self._known or word in self._real or not word.isalpha():
            return word
        alike = (self._alike.get((word[0], len(word) + more), ()) for more in (-1, 0, 1))
        near = (known for each in alike for known in each if _is_slip(word, known))
        return min(near, key=lambda known: (abs(len(known) - len(word)), known), default=word)


def _kinds_of_digits(word: str) -> Sequence[str]:
    if YEAR.fullmatch(word):
        return ("number", "year")
    return ("number",) if DIGITS.fullmatch(word) else ()


def _is_slip(word: str, known: str) -> bool:
    if len(known) == len(word) and sorted(known) != sorted(word):
        return False
    return OSA.distance(word, known, score_cutoff=1) == 1


class Lexicon:
    """Lists of phrases, each list by its key. `<name>` in a phrase stands for any word of that class."""

    def __init__(self, lists: Mapping[str, Iterable[str]], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_class: dict[str, list[_Phrase]] = defaultdict(list)
        for key, phrases in lists.items():
            for phrase in phrases:
                self._add(key, tuple(_parts(phrase)))
        self._spans = lru_cache(maxsize=KEPT)(self._all)

    def find(self, key: str, words: Sequence[str]) -> Sequence[Span]:
        """Where the phrases of a list stand, in order; of those that begin at one word, the longest."""
        return self._spans(tuple(words)).get(key, ())

    def at(self, key: str, words: Sequence[str], position: int) -> Span | None:
        """The longest phrase of a list that begins at a word."""
        fitting = (
            len(each.parts)
            for each in self._beginning(words[position])
            if each.key == key and self._fits(each, words, position)
        )
        longest = max(fitting, default=0)
        return Span(position, position + longest) if longest else None

    def _add(self, key: str, parts: tuple[str, ...]) -> None:
        if parts:
            by = self._by_class if parts[0][0] == "<" else self._by_word
            by[parts[0].strip("<>")].append(_Phrase(key, parts))
            for part in parts:
                self._vocabulary.learn(part)

    def _all(self, words: tuple[str, ...]) -> Mapping[str, Sequence[Span]]:
        found: dict[str, list[Span]] = defaultdict(list)
        for position, word in enumerate(words):
            longest: dict[str, int] = {}
            for each in self._beginning(word):
                if len(each.parts) > longest.get(each.key, 0) and self._fits(each, words, position):
                    longest[each.key] = len(each.parts)
            for key, length in longest.items():
                found[key].append(Span(position, position + length))
        return found

    def _beginning(self, word: str) -> Iterator[_Phrase]:
        yield from self._by_word.get(word, ())
        for name in self._vocabulary.of(word):
            yield from self._by_class.get(name, ())

    def _fits(self, phrase: _Phrase, words: Sequence[str], position: int) -> bool:
        parts = phrase.parts
        if position + len(parts) > len(words):
            return False
        for part, word in zip(parts[1:], words[position + 1 : position + len(parts)], strict=True):
            if part != word and not (part[0] == "<" and self._vocabulary.is_a(word, part[1:-1])):
                return False
        return True


@dataclass(frozen=True)
class _Phrase:
    key: str
    parts: tuple[str, ...]


def _parts(phrase: str) -> Iterator[str]:
    for part in phrase.split():
        if _CLASS.fullmatch(part):
            yield part
        else:
            yield from words_of(part)

"""What is wrong with the knowledge, said so that an editor can put it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

NEAR_ENOUGH = {fuzz.ratio: 65, fuzz.WRatio: 85}
"""Likeness in percent from which a word is offered as what was meant: as a whole, then as a part of a longer one."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right: `wrong` and `expected` complete a sentence, `hint` is the word probably meant."""

    file: str
    record: str
    wrong: str
    expected: str
    hint: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}: {self.record}" if self.record else self.file
        question = f"; did you mean {self.hint}?" if self.hint else ""
        return f"{place}: {self.wrong}; expected {self.expected}{question}"


class KnowledgeError(ValueError):
    """The knowledge cannot be used. `problems` holds everything that was found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like a word, if any is near enough.

    >>> nearest("prepration", ["preparation", "growth"])
    'preparation'
    """
    every = list(choices)
    for scorer, cutoff in NEAR_ENOUGH.items():
        if found := process.extractOne(
            word, every, scorer=scorer, processor=utils.default_process, score_cutoff=cutoff
        ):
            return found[0]
    return None


def nearest_named(word: str, names: Mapping[str, Iterable[str]]) -> str | None:
    """The id most like a word, or the id of the record that has a name most like it.

    >>> nearest_named("Vietnam", {"VNM": ["Viet Nam"], "THA": ["Thailand"]})
    'VNM'
    """
    ids = {name: key for key, others in names.items() for name in (*others, key)}
    name = nearest(word, ids)
    return ids[name] if name else None


def listed(words: Iterable[str], limit: int = 12) -> str:
    """Words as a list in a sentence, cut where it grows too long to help.

    >>> listed(["a", "b", "c"], limit=2)
    'a, b ... (3 in all)'
    """
    every = list(words)
    shown = ", ".join(every[:limit])
    return shown if len(every) <= limit else f"{shown} ... ({len(every)} in all)"

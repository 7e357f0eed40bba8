"""What the rules know of a language: its words stand in `<language>.yml` beside this file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from yaml import safe_load  # type: ignore[import-untyped]  # no stubs in our environment

from advisor.nlu.phrases import Lexicon, Span, Vocabulary
from advisor.nlu.text import words_of

HERE = Path(__file__).parent


class LanguageError(ValueError):
    """A language without a file, or a file that lacks something."""


def _said(phrases: list[object]) -> tuple[str, ...]:
    for phrase in phrases:
        if not isinstance(phrase, str):
            raise LanguageError(f"{phrase!r} is no text; put quotation marks around yes, no, on, off and numbers")
    return tuple(map(str, phrases))


Listed = Annotated[tuple[str, ...], BeforeValidator(_said)]


class Wording(BaseModel):
    """The file as it stands. Lists that no field names are cues, known by their key."""

    model_config = ConfigDict(frozen=True, extra="allow")

    classes: dict[str, Listed]
    abbreviations: Listed
    often_misspelt: Listed
    real_words_near_cues: Listed
    areas: dict[str, str]
    regions: dict[str, Listed]
    fractions: dict[str, float]
    fraction_counts: dict[str, int]
    sayings: dict[str, str]
    sayings_of_all: dict[str, float]


class Language:
    """The words of one language, ready for looking up by the key of their list."""

    def __init__(self, name: str, wording: Wording) -> None:
        self.name = name
        self.wording = wording
        lists = {key: _said(each) for key, each in (wording.model_extra or {}).items()}
        self._words = {key: frozenset(" ".join(words_of(each)) for each in listed) for key, listed in lists.items()}
        self.vocabulary = Vocabulary(wording.classes, wording.often_misspelt, wording.real_words_near_cues)
        self._lexicon = Lexicon(lists, self.vocabulary)

    def words(self, key: str) -> frozenset[str]:
        """The entries of a list, for asking whether a word is among them."""
        return self._words[key]

    def find(self, key: str, words: Sequence[str]) -> Sequence[Span]:
        """Where the entries of a list stand in a row of words."""
        return self._lexicon.find(key, words)

    def are_in(self, key: str, words: Sequence[str]) -> bool:
        """Whether any entry of a list stands in a row of words."""
        return bool(self._lexicon.find(key, words))

    def at(self, key: str, words: Sequence[str], position: int = 0) -> Span | None:
        """The longest entry of a list that begins at a word."""
        return self._lexicon.at(key, words, position) if position < len(words) else None


@cache
def load_language(name: str = "en") -> Language:
    """Read a language once.

    Raises:
        LanguageError: no file of that name stands beside the others.
    """
    path = HERE / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in HERE.glob("*.yml")))
        raise LanguageError(f"no words for language {name!r}; expected one of {known}, or write {path.name}")
    return Language(name, Wording.model_validate(safe_load(path.read_text("utf-8"))))

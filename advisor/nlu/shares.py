"""Whether a percentage is the share of sales that goes abroad."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.nlu.language import Language
from advisor.nlu.numbers import Number
from advisor.nlu.text import words_of

_PERCENT_WORDS = frozenset({"%", "percent", "percents", "pct"})
_PART = re.compile(r"[,;]|\band\b(?=[^,;]*\d)")
CLOSE = 5


class Shares:
    """Tells "60 % of production is exported" from "60 % of our staff are women"."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def is_share(self, number: Number, *, abroad: bool) -> bool:
        """Whether a percentage is the share abroad. `abroad`: whether its clause is about selling abroad."""
        before, after = words_of(number.shortly_before), _after(number)
        if self._is_any(before[-CLOSE:], "not_share_before"):
            return False
        if not after or after[0] not in self._language.words("after_share"):
            return not after and self._export_is_said(before, abroad)
        if self._cues(after, "at_home"):
            return False
        return (
            self._of(before, after, abroad) if self._is_of(after) else self._export_is_said([*before, *after], abroad)
        )

    def _of(self, before: Sequence[str], after: Sequence[str], abroad: bool) -> bool:
        what, rest = self._noun(after)
        if what in self._language.words("not_share_of"):
            return False
        if self._cues([*before, *rest], "export_cues"):
            return True
        if what not in self._language.words("share_of"):
            return abroad and (self._cues(rest, "moves") or self._cues(rest, "comes"))
        ends = all(self._is_filler(word) for word in rest)
        alone = ends and all(self._is_filler(word) for word in before)
        return alone or (abroad and ends) or (abroad and self._cues(rest, "comes"))

    def _is_filler(self, word: str) -> bool:
        """Whether a word adds nothing to a share ("about 5 % of sales, I guess")."""
        return word in self._language.words("pieces_before_share") or word[:1].isdigit()

    def _noun(self, after: Sequence[str]) -> tuple[str, Sequence[str]]:
        """What the share is of, and the words after it."""
        determiners = self._language.words("determiners")
        at = next((at for at, word in enumerate(after) if word not in determiners), len(after))
        return ("", ()) if at == len(after) else (after[at], after[at + 1 :])

    def _is_of(self, after: Sequence[str]) -> bool:
        return after[0] in self._language.words("determiners")

    def _export_is_said(self, words: Sequence[str], abroad: bool) -> bool:
        return abroad or self._cues(words, "export_cues")

    def _cues(self, words: Sequence[str], key: str) -> bool:
        return self._language.are_in(key, words)

    def _is_any(self, words: Sequence[str], key: str) -> bool:
        return any(word in self._language.words(key) for word in words)


def _after(number: Number) -> list[str]:
    """The words that follow a percentage within its part of the clause."""
    part = _PART.split(number.shortly_after, maxsplit=1)[0]
    words = words_of(part)
    if words[:2] in (["per", "cent"], ["per", "cents"]):
        return words[2:]
    while words and words[0] in _PERCENT_WORDS:
        words = words[1:]
    return words

"""Whether, how often and since when a firm has sold abroad, as one clause tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.nlu.clauses import Clause
from advisor.nlu.language import Language
from advisor.nlu.phrases import YEAR, Span

NEVER, STOPPED, ONCE, SEVERAL, REGULARLY = "never", "stopped", "once_or_twice", "several_times", "regularly"
NEAR = 6
"""Words between "none" and "sold" in "none of our rugs was ever sold"."""
NEAR_BUYER = 6
SHORT = 6
"""Words of the longest clause that means selling abroad though it does not say so ("we sold once")."""
BEGINNING = 10
"""Words between "began to export" and the year."""


@dataclass(frozen=True)
class Said:
    """One clause, with what the clauses and places around it add."""

    clause: Clause
    words: Sequence[str]
    """With number words as digits and misspelt cues mended."""
    markets: bool
    """Whether it names a place where the firm sells."""
    after_abroad: bool
    """Whether the clause before was about selling abroad."""
    denied_place: bool = False
    """Whether it is about one market only ("not to Japan")."""


class Deeds:
    """Reads clauses about selling abroad."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def is_abroad(self, said: Said) -> bool:
        """Whether a clause is about selling abroad."""
        words = said.words
        if not (said.markets or self._cues(words, "abroad")):
            return False
        return bool(self._deeds(words)) or any(
            self._is_a(word, "purchase") or self._is_a(word, "thing") for word in words
        )

    def sold(self, said: Said) -> str | None:
        """The option of sold_abroad that a clause tells, if any."""
        clause = said.clause
        if not clause.is_fact:
            return None
        if clause.ended:
            return STOPPED if self._ended_abroad(said) else None
        if clause.negated:
            if self._is_irregular(said):
                return SEVERAL
            return NEVER if self._never(said) else None
        if self._only_at_home(said):
            return NEVER
        return self._how_often(said)

    def years(self, said: Said, today: int) -> float | None:
        """For how many years the firm has sold abroad, by a clause."""
        if not said.clause.is_deed or not (self.is_abroad(said) or said.after_abroad):
            return None
        words = said.words
        if self._cues(words, "attempts"):
            return None
        began = [at for at, word in enumerate(words) if self._is_a(word, "begin")]
        if began:
            return self._since_beginning(words, began, today)
        if not (self._deeds(words) or self._cues(words, "regularly")):
            return None
        return self._since(words, today)

    def _since(self, words: Sequence[str], today: int) -> float | None:
        for key, each in (("since_year", self._year_in), ("for_years", self._number_in)):
            for span in self._cues(words, key):
                value = each(words[span.start : span.end])
                if value is not None:
                    return _elapsed(value, today) if key == "since_year" else value
        months = self._cues(words, "for_months")
        number = self._number_in(words[months[0].start : months[0].end]) if months else None
        return (number or 3) / 12 if months else None

    def _since_beginning(self, words: Sequence[str], began: Sequence[int], today: int) -> float | None:
        near = [words[max(0, at - BEGINNING) : at + BEGINNING] for at in began]
        for part in near:
            for span in self._cues(part, "years_ago"):
                return self._number_in(part[span.start : span.end])
            if self._cues(part, "last_year"):
                return 1
            if self._cues(part, "this_year"):
                return 0.5
            years = [float(word) for word in part if YEAR.fullmatch(word) and float(word) <= today]
            if years:
                return _elapsed(years[-1], today)
        return self._since(words, today)

    def _year_in(self, words: Sequence[str]) -> float | None:
        return next((float(word) for word in words if YEAR.fullmatch(word)), None)

    def _number_in(self, words: Sequence[str]) -> float | None:
        return next((float(word.rstrip("+").replace(",", ".")) for word in words if _is_small_number(word)), None)

    def is_partly_denied(self, said: Said) -> bool:
        """Whether only some way of selling abroad is denied, or one market."""
        return said.denied_place or any(self._is_qualified(said.words, at) for at in self._deeds(said.words))

    def _ended_abroad(self, said: Said) -> bool:
        about = self.is_abroad(said) or (said.after_abroad and bool(self._deeds(said.words)))
        return about and bool(self._deeds(said.words) or self._has(said.words, "purchase"))

    def _never(self, said: Said) -> bool:
        words = said.words
        abroad = said.markets or bool(self._cues(words, "abroad"))
        if said.after_abroad and self._cues(words, "did_it"):
            return True
        if not abroad or said.denied_place:
            return False
        if self._cues(words, "sold_to_nobody"):
            return True
        denied = [at for span in self._denials(words) for at in {span.start + 1, span.end}]
        return any(self._denies(words, end) for end in denied)

    def _denies(self, words: Sequence[str], end: int) -> bool:
        """Whether what follows a "not" is selling, or having a buyer."""
        deeds = [at for at in self._deeds(words) if end <= at <= end + NEAR and self._runs_on(words, end, at)]
        bought = [span.start for span in self._cues(words, "bought_from_us") if end <= span.start <= end + NEAR]
        if deeds and not self._is_qualified(words, deeds[0]):
            return True
        return bool(bought) or self._denies_buyer(words, end)

    def _denies_buyer(self, words: Sequence[str], end: int) -> bool:
        between = self._language.words("between_not_and_buyer")
        for at in range(end, min(len(words), end + NEAR_BUYER)):
            if self._is_a(words[at], "purchase"):
                return True
            if words[at] not in between:
                return False
        return False

    def _runs_on(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether nothing between makes it another matter ("don't know how to export")."""
        barrier = self._language.words("between_not_and_deed_never")
        return not any(word in barrier for word in words[start:end])

    def _is_qualified(self, words: Sequence[str], at: int) -> bool:
        """Whether it is only some way of selling that is denied ("we don't export directly")."""
        qualified = self._language.words("qualified")
        nearby = [*words[max(0, at - 1) : at], *words[at + 1 : at + 4]]
        return any(word in qualified for word in nearby)

    def _is_irregular(self, said: Said) -> bool:
        """ "We don't export regularly"."""
        return bool(self._deeds(said.words)) and self.is_abroad(said) and bool(self._cues(said.words, "not_regularly"))

    def _only_at_home(self, said: Said) -> bool:
        words = said.words
        if (
            said.markets
            or self._cues(words, "abroad")
            or not self._is_limited(self._cues(words, "only"), self._cues(words, "at_home"))
        ):
            return False
        return bool(self._deeds(words)) or self._has(words, "purchase") or "market" in words

    def _is_limited(self, only: Sequence[Span], home: Sequence[Span]) -> bool:
        """ "Only here", "here only", but not "here we have only one shop"."""
        return any(limit.start < place.start or limit.start == place.end for limit in only for place in home)

    def _how_often(self, said: Said) -> str | None:
        words = said.words
        if not self._is_sale(said) or self._cues(words, "attempts"):
            return None
        if self._cues(words, "several_times"):
            return SEVERAL
        if self._cues(words, "regularly"):
            return REGULARLY
        counted = self._count(words)
        if counted is not None:
            return ONCE if counted <= 2 else SEVERAL
        return ONCE if self._unless(words, "once_or_twice", "not_once") else None

    def _is_sale(self, said: Said) -> bool:
        """Whether a clause tells of orders or sales, and those abroad."""
        words = said.words
        deeds = self._deeds(words)
        trades = bool(deeds) or any(self._is_a(word, kind) for word in words for kind in ("thing", "order", "buys"))
        goes = said.markets or bool(self._cues(words, "moves"))
        if self.is_abroad(said) or (said.markets and (trades or goes)):
            return trades or goes
        if self._cues(words, "abroad"):
            return trades
        if said.after_abroad and not self._cues(words, "at_home"):
            return trades or len(words) <= SHORT
        return bool(deeds) and len(words) <= SHORT and not self._cues(words, "at_home") and self._is_past_once(words)

    def _is_past_once(self, words: Sequence[str]) -> bool:
        return bool(self._unless(words, "once_or_twice", "not_once"))

    def _count(self, words: Sequence[str]) -> float | None:
        """How many orders or times are counted, all together."""
        spans = self._cues(words, "times") or self._cues(words, "orders")
        numbers = [self._number_in(words[span.start : span.end]) for span in spans]
        return sum(1 if number is None else number for number in numbers) if numbers else None

    def _denials(self, words: Sequence[str]) -> Sequence[Span]:
        return tuple(self._unless(words, "negated", "not_negated"))

    def _unless(self, words: Sequence[str], key: str, exempt: str) -> Sequence[Span]:
        spared = {at for span in self._cues(words, exempt) for at in range(span.start, span.end)}
        return [span for span in self._cues(words, key) if span.start not in spared]

    def _deeds(self, words: Sequence[str]) -> list[int]:
        """Where verbs of selling stand, but not the "export" of "export plan"."""
        spared = {at for span in self._cues(words, "not_deeds") for at in range(span.start, span.end)}
        return [at for at, word in enumerate(words) if self._is_a(word, "deed") and at not in spared]

    def _cues(self, words: Sequence[str], key: str) -> Sequence[Span]:
        found = self._language.find(key, words)
        if key != "abroad":
            return found
        spared = {at for span in self._language.find("not_deeds", words) for at in range(span.start, span.end)}
        return tuple(span for span in found if span.start not in spared)

    def _has(self, words: Sequence[str], kind: str) -> bool:
        return any(self._is_a(word, kind) for word in words)

    def _is_a(self, word: str, kind: str) -> bool:
        return self._language.vocabulary.is_a(word, kind)


def _is_small_number(word: str) -> bool:
    bare = word.rstrip("+").replace(",", ".")
    return bare.replace(".", "", 1).isdecimal() and bare.isascii()


def _elapsed(year: float, today: int) -> float | None:
    return today - year if year <= today else None

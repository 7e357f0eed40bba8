"""What a named place is to the firm: its home, a market, or where it buys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.nlu.language import Language
from advisor.nlu.phrases import Span
from advisor.nlu.places import Kind, Name

CLOSE = 4
"""Words before "a firm in" that may make it somebody else's."""
SOON = 6
"""Words after a place among which "buys from us" makes it a market."""


class Role(StrEnum):
    """What a place is to the firm. A place that is none of these has no role."""

    HOME = "home"
    MARKET = "market"
    SOURCE = "source"


@dataclass(frozen=True)
class Verdict:
    """What a rule decided, which may be that a place has no role."""

    role: Role | None


@dataclass(frozen=True)
class HomeCues:
    """Words of the knowledge that tell where the firm is."""

    cues: frozenset[str]
    not_after: tuple[str, ...]


class Roles:
    """Tells the role of each place of a clause by the words around it."""

    def __init__(self, language: Language, home: HomeCues) -> None:
        self._language = language
        self._home = home
        self._longest_cue = max((len(cue.split()) for cue in home.cues), default=0)

    def of(self, words: Sequence[str], names: Sequence[Name], governor: Role | None = None) -> tuple[Role | None, ...]:
        """The role of each place, in order. `governor` is what a verb of the clause before makes of places."""
        clause = _Clause(words, names, self._language)
        return tuple(self._role(clause, name, governor) for name in names)

    def governor(self, words: Sequence[str]) -> Role | None:
        """What the last verb of a clause makes of places that follow."""
        return _Clause(words, (), self._language).governor(len(words))[0]

    def _role(self, clause: _Clause, name: Name, before: Role | None) -> Role | None:
        """The first rule that decides; rules that look at the words nearest to a name come first."""
        for rule in (self._where_it_is, self._where_it_is_not, self._by_its_noun, self._by_its_origin):
            verdict = rule(clause, name)
            if verdict:
                return verdict.role
        return self._by_its_verb(clause, name, before)

    def _where_it_is(self, clause: _Clause, name: Name) -> Verdict | None:
        """ "A firm in Laos", "the Samoan company", "Suva-based", unless it buys or writes."""
        if clause.is_called_home(name):
            return Verdict(Role.HOME)
        if clause.word(name.end) == "based":
            return Verdict(Role.MARKET if clause.buyer_within(name.end + 1) else Role.HOME)
        governed = clause.governor(name.start)[1] is not None
        own = name.kind is not Kind.REGION and clause.is_own_firm(name, governed=governed)
        return Verdict(clause.home_or_visitor(name)) if own or self._says_home(clause, name) else None

    def _where_it_is_not(self, clause: _Clause, name: Name) -> Verdict | None:
        """ "Outside Nepal"."""
        return Verdict(Role.HOME) if self._is_outside(clause, name) else None

    def _by_its_noun(self, clause: _Clause, name: Name) -> Verdict | None:
        """ "Chinese suppliers", "Thai and Korean buyers"."""
        bought = clause.governor(name.start)[0] is Role.SOURCE
        if clause.noun_after(name, "suppliers"):
            return Verdict(Role.SOURCE if bought else None)
        if clause.buyer_after(name):
            return Verdict(None if bought or clause.seeks(name.start) else Role.MARKET)
        return None

    def _by_its_origin(self, clause: _Clause, name: Name) -> Verdict | None:
        """ "We ship coffee from Laos"."""
        since = clause.governor(name.start)[1]
        if not clause.comes_from(name, since):
            return None
        return Verdict(Role.HOME if clause.is_a(since, "moving") else None)

    def _by_its_verb(self, clause: _Clause, name: Name, before: Role | None) -> Role | None:
        """ "We sell to Laos and Thailand", "Japan buys from us"."""
        governor, since = clause.governor(name.start)
        if since is None:
            fragment = before if clause.is_fragment(name) else None
            return Role.MARKET if clause.buys_after(name) or clause.leads_to_sale(name) else fragment
        if governor is Role.MARKET and clause.only_approaches(name, since):
            return None
        if governor is Role.HOME:
            return clause.home_or_visitor(name) if clause.is_made_in(name, since) else None
        return governor if name.kind is not Kind.PEOPLE or clause.is_reached(name) else None

    def _is_outside(self, clause: _Clause, name: Name) -> bool:
        """Whether it says "outside Nepal"."""
        if name.kind is Kind.REGION:
            return False
        return any(span.end == clause.noun_start(name) for span in clause.spans("outside_cues"))

    def _says_home(self, clause: _Clause, name: Name) -> bool:
        """Whether a cue such as "a firm in" stands right before, and not "sell to a firm in"."""
        end = clause.noun_start(name)
        cue = self._cue_before(clause, end)
        if cue is None:
            return False
        closest = f" {' '.join(clause.words[max(0, cue.start - CLOSE) : cue.start])} "
        started = f"{closest}{' '.join(clause.words[cue.start : cue.end])} "
        own = any(word in self._language.words("home_people") for word in closest.split())
        if not own and any(f" {words} " in started for words in self._home.not_after):
            return False
        return not clause.is_a_firm(cue) or clause.governor(cue.start)[1] is None or clause.is_ours(cue)

    def _cue_before(self, clause: _Clause, end: int) -> Span | None:
        for length in range(min(self._longest_cue, end), 0, -1):
            if " ".join(clause.words[end - length : end]) in self._home.cues:
                return Span(end - length, end)
        found = [span for span in clause.spans("home_cues") if span.end == end]
        return found[0] if found else clause.firm_before(end)


class _Clause:
    def __init__(self, words: Sequence[str], names: Sequence[Name], language: Language) -> None:
        self.words = [language.vocabulary.meant(word) for word in words]
        self._language = language
        self._inside = {at for name in names for at in range(name.start, name.end)}
        self._found: dict[str, Sequence[Span]] = {}

    def spans(self, key: str) -> Sequence[Span]:
        if key not in self._found:
            self._found[key] = self._language.find(key, self.words)
        return self._found[key]

    def word(self, position: int | None) -> str:
        return self.words[position] if position is not None and 0 <= position < len(self.words) else ""

    def is_a(self, position: int | None, kind: str) -> bool:
        return self._language.vocabulary.is_a(self.word(position), kind)

    def governor(self, end: int) -> tuple[Role | None, int | None]:
        """What the last telling word before a position makes of a place there, and where that word stands."""
        if self.seeks(end):
            return None, end
        roles = {
            "market_cues": Role.MARKET,
            "source_cues": Role.SOURCE,
            "elsewhere_cues": None,
            "making_cues": Role.HOME,
        }
        found = [
            (span.end, span.start, role)
            for key, role in roles.items()
            for span in self.spans(key)
            if span.end <= end and not self._inside.issuperset(range(span.start, span.end))
        ]
        if not found:
            return None, None
        _, since, role = max(found, key=lambda each: (each[0], -each[1]))
        if role is Role.SOURCE and any(self.is_a(at, "buyer") for at in range(since)):
            role = None  # it is the buyers who buy
        return role, since

    def seeks(self, end: int) -> bool:
        """Whether the firm looks for buyers, which is not yet selling."""
        return any(span.end <= end for span in self.spans("seeking_cues"))

    def noun_start(self, name: Name) -> int:
        """Where a name begins, with its article."""
        return name.start - 1 if self.word(name.start - 1) == "the" else name.start

    def firm_before(self, end: int) -> Span | None:
        """The "workshop in" that ends at a position."""
        if self.word(end - 1) in self._language.words("firm_prepositions") and self.is_a(end - 2, "firm"):
            return Span(end - 2, end)
        return None

    def is_a_firm(self, cue: Span) -> bool:
        return self.is_a(cue.start, "firm")

    def is_ours(self, cue: Span) -> bool:
        return any(self.is_a(at, "ours") for at in range(max(0, cue.start - 3), cue.start))

    def is_own_firm(self, name: Name, *, governed: bool) -> bool:
        """Whether it says "the Samoan company" at the start, or "we are a Mongolian firm"."""
        reach = 3 if name.kind is Kind.PEOPLE else 1
        if governed or not any(self.is_a(at, "firm") for at in range(name.end, name.end + reach)):
            return False
        if any(self.is_a(at, "buyer") for at in range(name.end, name.end + 2)):
            return False
        return name.start <= 2 or self.is_ours(Span(name.start, name.end)) or self.is_a(name.start - 2, "be")

    def noun_after(self, name: Name, key: str) -> bool:
        words = self._language.words(key)
        following = [self.word(at) for at in range(name.end, name.end + 2)]
        return any(word in words for word in following[: 1 + (not self._joins(following[0]))])

    def buyer_after(self, name: Name) -> bool:
        """Whether buyers follow a name, or a list of names ("Thai and Korean buyers")."""
        at, skipped = name.end, 0
        while at < len(self.words) and skipped <= 1:
            if self.is_a(at, "buyer"):
                return True
            if at in self._inside or (self._joins(self.words[at]) and at + 1 in self._inside):
                at += 1
                continue
            if name.kind is not Kind.PEOPLE and at == name.end and not self.is_a(at, "buyer"):
                return False
            if self._joins(self.words[at]) or self.is_a(at, "aux") or self.is_a(at, "deed"):
                return False
            at, skipped = at + 1, skipped + 1
        return False

    def buyer_within(self, start: int) -> bool:
        return any(self.is_a(at, "buyer") for at in range(start, start + 3))

    def buys_after(self, name: Name) -> bool:
        """Whether those there buy: "a shop in Paris bought", "my cousin in Suva sells our", "Japan is our market"."""
        nearby = range(name.end, min(len(self.words), name.end + SOON))
        if any(span.start >= name.end for span in self.spans("market_phrases")):
            return True
        for at in nearby:
            if self.is_a(at, "subject") and self.word(at) not in self._language.words("buying_subjects"):
                return False
            if self.is_a(at, "buys"):
                return not any(self.is_a(before, "we") for before in range(at - 1, name.end - 1, -1))
            if self.is_a(at, "deed") and self.is_a(at + 1, "ours"):
                return True
        return False

    def approaches_after(self, name: Name) -> bool:
        """Whether those there come to the firm without buying: "a company in Japan wrote to us"."""
        return any(self.is_a(at, "approaches") for at in range(name.end, name.end + CLOSE))

    def home_or_visitor(self, name: Name) -> Role | None:
        """Home, unless those there buy ("a shop in Paris bought") or only write."""
        if self.buys_after(name):
            return Role.MARKET
        return None if self.approaches_after(name) else Role.HOME

    def only_approaches(self, name: Name, since: int) -> bool:
        """Whether buyers there ask or write: "a chain from Australia asked for prices"."""
        sells = any(self.is_a(at, "deed") for at in range(name.start))
        return self.is_a(since, "buyer") and not sells and self.approaches_after(name) and not self.buys_after(name)

    def is_called_home(self, name: Name) -> bool:
        """Whether it says "Fiji is our home"."""
        return any(span.start == name.end for span in self.spans("home_phrases"))

    def is_made_in(self, name: Name, since: int) -> bool:
        """Whether goods are made in it: "carves bowls in Suva", but not "sales grow in Japan"."""
        before = self.noun_start(name) - 1
        grows = self.word(since) in self._language.words("growing") and before - since <= 1
        return self.word(before) in self._language.words("home_prepositions") and not grows

    def comes_from(self, name: Name, since: int | None) -> bool:
        """Whether goods are sold or shipped *from* it."""
        before = self.word(self.noun_start(name) - 1)
        return since is not None and before in self._language.words("from_home_cues") and self.is_a(since, "deed")

    def leads_to_sale(self, name: Name) -> bool:
        """Whether it says "to Japan we send"."""
        reaches = self.word(self.noun_start(name) - 1) in self._language.words("reaching")
        return reaches and any(self.is_a(at, "deed") for at in range(name.end, len(self.words)))

    def is_reached(self, name: Name) -> bool:
        """Whether "to" or "the" leads to a people, as in "to Japanese shops" and not in "sell Thai silk"."""
        words = self._language.words("place_prepositions")
        return any(self.word(at) in words or at in self._inside for at in range(name.start - 1, name.start - 4, -1))

    def is_fragment(self, name: Name) -> bool:
        """Whether nothing but joining words stands before a name, as in "also to China"."""
        joining = self._language.words("joining")
        return all(at in self._inside or self.words[at] in joining for at in range(name.start))

    def _joins(self, word: str) -> bool:
        return word in self._language.words("joining") or word in self._language.words("place_prepositions")

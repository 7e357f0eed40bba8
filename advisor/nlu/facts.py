"""Everything in one message that may be a fact about the firm, as entities that Rasa carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor.core.profile import COUNTRY
from advisor.core.utterance import Strength
from advisor.knowledge.schema import Country, Knowledge, Option, Question, Section
from advisor.nlu.clauses import Clause, split
from advisor.nlu.deeds import NEVER, ONCE, REGULARLY, SEVERAL, STOPPED, Deeds, Said
from advisor.nlu.language import load_language
from advisor.nlu.numbers import Number, in_digits, is_year, numbers_of
from advisor.nlu.options import OptionName, OptionWords
from advisor.nlu.places import Gazetteer, Kind, Name, misspelt_after
from advisor.nlu.roles import HomeCues, Role, Roles
from advisor.nlu.shares import Shares
from advisor.nlu.text import contains, plain, words_of
from advisor.nlu.towns import land_borders

Entity = dict[str, Any]

OPTION = "option"
PLACE = "place"
REGION = "region"
NUMBER = "number"
SOLD_ABROAD, YEARS, MARKETS, NEARNESS, SHARE, TARGET = (
    "sold_abroad",
    "years_abroad",
    "markets",
    "nearness",
    "share",
    "target_market",
)
BY_RULE = 20
"""The length of an option that rules took from a clause: surer than a few words that name one."""
SHORT_ANSWER = 4
"""Words of the longest message that may be nothing but "about a third"."""
WISHED = "a_guess"
"""The option of target_market for a country that the firm names as a wish."""
DEEDS = frozenset(
    {SOLD_ABROAD, "orders_came", YEARS, MARKETS, NEARNESS, SHARE, "channel", "last_six_months", "buyer_talks"}
)
"""Questions about what was done: words said of a plan do not answer them."""


@dataclass(frozen=True)
class _Place:
    name: Name
    role: Role | None
    clause: Clause

    @property
    def is_country(self) -> bool:
        return self.name.kind is not Kind.REGION

    @property
    def is_market(self) -> bool:
        return self.role is Role.MARKET and self.clause.is_deed

    @property
    def is_wish(self) -> bool:
        clause = self.clause
        is_wish = clause.planned and not (clause.negated or clause.ended or clause.question or clause.others)
        return self.role is Role.MARKET and self.is_country and is_wish


@dataclass(frozen=True)
class _Read:
    """A clause as read by itself."""

    clause: Clause
    digits: str
    mended: list[str]
    """Its words, misspelt cues mended."""
    places: tuple[_Place, ...]


@dataclass(frozen=True)
class _Part:
    """A clause with what stands in it."""

    said: Said
    places: tuple[_Place, ...]
    numbers: tuple[Number, ...]
    options: tuple[OptionName, ...]
    """The options that it tells in their own words."""
    abroad: bool

    @property
    def clause(self) -> Clause:
        return self.said.clause


class FactFinder:
    """Finds countries, numbers and options in messages."""

    def __init__(self, knowledge: Knowledge, today: Callable[[], date] = date.today, language: str = "en") -> None:
        self._today = today
        self._language = load_language(language)
        self._questions = knowledge.questions
        self._gazetteer = Gazetteer(knowledge.countries, language)
        self._options = OptionWords(knowledge.questions)
        self._counting = {key: question for key, question in knowledge.questions.items() if question.counts}
        self._home = _home_cues(knowledge.questions.get(COUNTRY))
        self._roles = Roles(self._language, self._home) if COUNTRY in knowledge.questions else None
        self._deeds = Deeds(self._language)
        self._shares = Shares(self._language)
        self._near = frozenset(iso3 for iso3, country in knowledge.countries.items() if country.asia_pacific)
        self._nearness = Nearness(knowledge.countries)

    def find(self, text: str) -> list[Entity]:
        """Entities `option` ("question.option"), `place` (ISO 3166 alpha-3), `region` and `number`."""
        parts = self._parts(text)
        told = self._told(parts)
        return [
            *self._in_words(text, parts, told),
            *self._places(text, parts),
            *self._numbers(text, parts, told),
            *(_option(key, *told[key]) for key in self._questions if key in told),
        ]

    def _parts(self, text: str) -> tuple[_Part, ...]:
        read = list(self._read(text))
        home = _home(place for clause in read for place in clause.places)
        named = {place.name.value for each in read for place in each.places if place.role is Role.MARKET}
        parts: list[_Part] = []
        abroad = False
        for each in read:
            markets = any(self._is_foreign(place, home, several=len(named) > 1) for place in each.places)
            specific = any(place.role is Role.MARKET and place.is_country for place in each.places)
            said = Said(each.clause, each.mended, markets, abroad, denied_place=specific)
            is_abroad = self._deeds.is_abroad(said)
            numbers = numbers_of(each.digits, each.clause.text)
            parts.append(_Part(said, each.places, numbers, self._options.told(each.clause.text), is_abroad))
            abroad = is_abroad and not each.clause.others
        return tuple(parts)

    def _read(self, text: str) -> Iterator[_Read]:
        governor: Role | None = None
        for clause in split(text, self._language.name):
            digits = in_digits(clause.text, self._language.name)
            words = words_of(digits)
            places = self._named(clause, digits, governor)
            yield _Read(clause, digits, [self._language.vocabulary.meant(word) for word in words], places)
            governor = self._roles.governor(words) if self._roles else None

    def _is_foreign(self, place: _Place, home: str | None, *, several: bool) -> bool:
        """Whether the firm sells there and that is abroad.

        Where the home is not told, a single town of the region that the advisor is for may well be at home.
        """
        if place.role is not Role.MARKET or place.name.value == home:
            return False
        maybe_home = place.name.kind is Kind.TOWN and place.name.value in self._near
        return not maybe_home or several or home is not None

    def _named(self, clause: Clause, digits: str, governor: Role | None) -> tuple[_Place, ...]:
        names = self._gazetteer.names(digits)
        if not names or self._roles is None or clause.question or clause.others:
            return tuple(_Place(name, None, clause) for name in names)
        roles = self._roles.of(words_of(digits), names, governor)
        return tuple(_Place(name, role, clause) for name, role in zip(names, roles, strict=True))

    def _in_words(self, text: str, parts: Sequence[_Part], told: dict[str, tuple[str, int]]) -> Iterator[Entity]:
        """Options by their own words: those that mean it only when asked, then those that mean it in any case."""
        only_plans = bool(parts) and not any(part.clause.is_fact for part in parts)
        telling = {}
        for name in self._options.find(text):
            if name.strength is Strength.TELLING:
                telling[name.question, name.option] = name.length
            elif not (only_plans and name.question in DEEDS):
                yield _option(name.question, name.option, name.length, name.strength)
        written = {(name.question, name.option): name.length for part in parts for name in part.options}
        held = {(name.question, name.option) for part in parts for name in part.options if self._holds(name, part)}
        misspelt = {key: length for key, length in telling.items() if key not in written and not only_plans}
        for (question, option), length in {**{key: written[key] for key in written if key in held}, **misspelt}.items():
            if question not in told and (question != SOLD_ABROAD or (question, option) in misspelt):
                yield _option(question, option, length)

    def _holds(self, name: OptionName, part: _Part) -> bool:
        """Whether telling words count in a clause. What a firm makes is so in its plans too."""
        if self._questions[name.question].section is not Section.EVIDENCE:
            return not part.clause.others
        return part.clause.is_deed

    def _places(self, text: str, parts: Sequence[_Part]) -> Iterator[Entity]:
        places = [place for part in parts for place in part.places]
        if not places:
            yield from self._misspelt(text)
        home = _home(places)
        for place in places:
            role = place.role
            if role is Role.MARKET and place.name.value == home:
                role = None
            flags = {key: True for key in ("negated", "planned", "ended") if getattr(place.clause, key)}
            flags |= {"people": True} if place.name.kind is Kind.PEOPLE else {}
            flags |= {"minor": True} if place.name.minor else {}
            kind = PLACE if place.is_country else REGION
            yield _entity(kind, place.name.value, role=role.value if role else None, **flags)

    def _misspelt(self, text: str) -> Iterator[Entity]:
        for name in self._gazetteer.misspelt(text):
            yield _entity(PLACE, name.iso3)
            return
        after_cue = misspelt_after(text, sorted(self._home.cues), self._gazetteer)
        if after_cue:
            others = any(contains(after_cue.before, words) for words in self._home.not_after)
            yield _entity(PLACE, after_cue.iso3, role=None if others else Role.HOME.value)

    def _numbers(self, text: str, parts: Sequence[_Part], told: dict[str, tuple[str, int]]) -> Iterator[Entity]:
        vague_too = SHARE in told or len(words_of(text)) <= SHORT_ANSWER
        for part in parts:
            for number in part.numbers:
                if not is_year(number, self._language.name) and (vague_too or not number.vague):
                    yield _entity(NUMBER, number.value, percent=number.percent)

    def _told(self, parts: Sequence[_Part]) -> dict[str, tuple[str, int]]:
        """Question -> option and length, for what numbers, places and clauses tell."""
        told: dict[str, tuple[str, int]] = {}
        places = [place for part in parts for place in part.places]
        home = _home(places)
        markets = list(
            dict.fromkeys(p.name.value for p in places if p.is_market and p.is_country and p.name.value != home)
        )
        wishes = {place.name.value for place in places if place.is_wish} - {home}
        self._tell(told, SOLD_ABROAD, self._sold(parts, bool(markets)))
        self._tell(told, YEARS, self._ranged(YEARS, self._years(parts)))
        self._tell(told, MARKETS, self._counted_markets(parts) or self._named_markets(parts, markets))
        if home and markets and len(markets) >= self._least(told):
            self._tell(told, NEARNESS, self._nearness.of(home, markets))
        self._tell(told, SHARE, self._ranged(SHARE, self._share(parts)))
        self._tell(told, TARGET, WISHED if len(wishes) == 1 else None)
        return {key: value for key, value in told.items() if not self._is_contradicted(key, value[0], told)}

    def _is_contradicted(self, question: str, option: str, told: dict[str, tuple[str, int]]) -> bool:
        """Whether a first order told of is long past ("it began with one order; today we serve 11 markets")."""
        contradicts = self._questions[question].options[option].contradicts if question == SOLD_ABROAD else {}
        return any(told[other][0] in options for other, options in contradicts.items() if other in told)

    def _tell(self, told: dict[str, tuple[str, int]], question: str, option: str | None) -> None:
        if option and question in self._questions and option in self._questions[question].options:
            told[question] = (option, BY_RULE)

    def _least(self, told: dict[str, tuple[str, int]]) -> float:
        """The fewest markets of the option told."""
        if MARKETS not in told:
            return 0
        span = self._questions[MARKETS].options[told[MARKETS][0]].range
        return span[0] if span else 0

    def _sold(self, parts: Sequence[_Part], sells: bool) -> str | None:
        found = [option for part in parts if (option := self._deeds.sold(part.said))]
        found += [name.option for part in parts for name in part.options if self._tells_of_sales(name, part)]
        for option in (REGULARLY, SEVERAL, ONCE):
            if option in found:
                return option
        if sells:
            return None
        return STOPPED if STOPPED in found else NEVER if NEVER in found else None

    def _tells_of_sales(self, name: OptionName, part: _Part) -> bool:
        """Whether an option in words agrees with its clause ("no longer export regularly" is not regular)."""
        option = name.option
        if name.question != SOLD_ABROAD or not part.clause.is_fact:
            return False
        if part.clause.ended or option == STOPPED:
            return part.clause.ended and option == STOPPED
        if part.clause.negated or option == NEVER:
            return option == NEVER and not self._deeds.is_partly_denied(part.said)
        return True

    def _years(self, parts: Sequence[_Part]) -> float | None:
        year = self._today().year
        return next((years for part in parts if (years := self._deeds.years(part.said, year)) is not None), None)

    def _share(self, parts: Sequence[_Part]) -> float | None:
        for part in parts:
            for number in part.numbers if part.clause.is_deed else ():
                if number.percent and self._shares.is_share(number, abroad=part.abroad or self._goes_abroad(part)):
                    return number.value
        return None

    def _goes_abroad(self, part: _Part) -> bool:
        """Whether a clause names a country that is not the firm's own. A town alone may be at home."""
        return any(place.role is not Role.HOME and place.name.kind is not Kind.TOWN for place in part.places)

    def _counted_markets(self, parts: Sequence[_Part]) -> str | None:
        """The option that a number beside "countries" chooses."""
        question = self._counting.get(MARKETS)
        for part in parts if question else ():
            if part.clause.is_deed and question:
                chosen = self._nearest(question, part)
                if chosen:
                    return chosen
        return None

    def _counts_markets(self, number: Number) -> bool:
        """Whether a number may count markets: it is no share, no year, and not about fairs, staff or machines."""
        if number.percent or is_year(number, self._language.name):
            return False
        around = words_of(f"{number.shortly_before.rpartition(',')[2]} {number.shortly_after.partition(',')[0]}")
        return self._language.words("count_sources").isdisjoint(around)

    def _nearest(self, question: Question, part: _Part) -> str | None:
        numbers = filter(self._counts_markets, part.numbers)
        cues = [cue for number in numbers for cue in _cues_near(question, number)]
        nearest = min(cues, key=lambda cue: (cue.away, -len(cue.words)), default=None)
        if nearest:
            return _in_range(question, nearest.number.value)
        one = self._language.are_in("one_market", part.said.words)
        return _in_range(question, 1) if one else None

    def _named_markets(self, parts: Sequence[_Part], markets: Sequence[str]) -> str | None:
        """The option for the markets named: at least two, or the only one."""
        question = self._counting.get(MARKETS)
        if question is None or not markets:
            return None
        only = self._language.words("only")
        is_only = any(place.is_market and only.intersection(part.said.words) for part in parts for place in part.places)
        regions = any(place.is_market and not place.is_country for part in parts for place in part.places)
        if len(markets) > 1 or (is_only and not regions):
            return _in_range(question, len(markets))
        return None

    def _ranged(self, key: str, value: float | None) -> str | None:
        question = self._counting.get(key)
        return _in_range(question, value) if question and value is not None else None


class Nearness:
    """How near markets are to a firm: by land borders, and by the regions of the knowledge."""

    def __init__(self, countries: dict[str, Country]) -> None:
        self._countries = countries
        self._borders = land_borders(countries)

    def of(self, home: str, markets: Iterable[str]) -> str:
        """The option of the question about nearness."""
        kinds = {self._of_one(home, market) for market in markets}
        if "far" in kinds:
            return "mixed" if len(kinds) > 1 else "far"
        return "region" if "region" in kinds else "neighbours"

    def _of_one(self, home: str, market: str) -> str:
        if market in self._borders.get(home, ()):
            return "neighbours"
        same = self._countries[home].region == self._countries[market].region
        return "region" if same else "far"


@dataclass(frozen=True)
class _Cue:
    """Words that make a number an answer, and how many other words stand between."""

    words: str
    number: Number
    away: int


def _cues_near(question: Question, number: Number) -> Iterator[_Cue]:
    after, before = f" {plain(number.shortly_after)} ", f" {plain(number.shortly_before)} "
    for cue in map(plain, question.cues):
        if contains(after, cue):
            yield _Cue(cue, number, len(after.split(f" {cue} ", 1)[0].split()))
        if contains(before, cue):
            yield _Cue(cue, number, len(before.rsplit(f" {cue} ", 1)[-1].split()))


def _home_cues(question: Question | None) -> HomeCues:
    if question is None:
        return HomeCues(frozenset(), ())
    return HomeCues(
        frozenset(" ".join(words_of(cue)) for cue in question.cues),
        tuple(" ".join(words_of(each)) for each in question.not_after),
    )


def _home(places: Iterable[_Place]) -> str | None:
    return next((place.name.value for place in places if place.role is Role.HOME and place.is_country), None)


def _in_range(question: Question, value: float) -> str | None:
    return next((key for key, option in question.options.items() if _holds(option, value)), None)


def _holds(option: Option, value: float) -> bool:
    return option.range is not None and option.range[0] <= value < option.range[1]


def _option(question: str, option: str, length: int, strength: Strength = Strength.TELLING) -> Entity:
    return _entity(OPTION, f"{question}.{option}", role=strength.value, length=length)


def _entity(entity: str, value: str | float, **more: object) -> Entity:
    return {"entity": entity, "value": value, **{key: item for key, item in more.items() if item is not None}}

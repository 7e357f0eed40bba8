"""Everything in one message that may be a fact about the firm, as entities that Rasa carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor.core.profile import COUNTRY
from advisor.core.utterance import Strength
from advisor.knowledge.schema import Knowledge, Option, Quantity, Question
from advisor.nlu.numbers import Number, find_numbers
from advisor.nlu.options import OptionWords
from advisor.nlu.places import CountryName, Gazetteer
from advisor.nlu.text import contains, plain

Entity = dict[str, Any]

OPTION = "option"
PLACE = "place"
NUMBER = "number"
HOME = "home"
CLOSE = 4
"""Words before "a firm in" that may make it somebody else's."""


class FactFinder:
    """Finds countries, numbers and options in messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._gazetteer = Gazetteer(knowledge.countries)
        self._options = OptionWords(knowledge.questions)
        self._counting = {key: question for key, question in knowledge.questions.items() if question.counts}
        country = knowledge.questions.get(COUNTRY)
        self._home_cues = tuple(map(plain, country.cues)) if country else ()
        self._others = tuple(map(plain, country.not_after)) if country else ()

    def find(self, text: str) -> list[Entity]:
        """Entities `option` ("question.option"), `place` (ISO 3166 alpha-3) and `number`."""
        numbers = find_numbers(text)
        return [
            *self._named_options(text),
            *self._places(text),
            *(_entity(NUMBER, number.value, percent=number.percent) for number in numbers),
            *self._counted(numbers),
        ]

    def _named_options(self, text: str) -> Iterator[Entity]:
        for name in self._options.find(text):
            yield _option(name.question, name.option, name.strength, name.length)

    def _places(self, text: str) -> Iterator[Entity]:
        names = self._gazetteer.find(text) or self._misspelt_after_cue(plain(text))
        for name in names:
            yield _entity(PLACE, name.iso3, role=HOME if self._is_home(name.before) else None)

    def _misspelt_after_cue(self, said: str) -> tuple[CountryName, ...]:
        """The country in "we are in Tailand": words that follow a cue are looked at apart from it."""
        parts = ((cue, said.partition(f"{cue} ")) for cue in self._home_cues if contains(said, cue))
        return next((self._gazetteer.misspelt(after, before + cue) for cue, (before, _, after) in parts if after), ())

    def _is_home(self, before: str) -> bool:
        """Whether the words before a country say that the firm is there, and not its customer ("sell to a firm in")."""
        said = f" {before.removesuffix(' the')}"
        cue = next((cue for cue in self._home_cues if said.endswith(f" {cue}")), None)
        if cue is None:
            return False
        closest = " ".join(said.removesuffix(cue).split()[-CLOSE:])
        return not any(contains(closest, words) for words in self._others)

    def _counted(self, numbers: tuple[Number, ...]) -> Iterator[Entity]:
        """Options that a number chooses because of the words around it ("5 % of our sales")."""
        for key, question in self._counting.items():
            cues = [cue for number in numbers if _counts(question, number) for cue in _cues_near(question, number)]
            nearest = min(cues, key=lambda cue: (cue.away, -len(cue.words)), default=None)
            chosen = _in_range(question, nearest.number.value) if nearest else None
            if nearest and chosen:
                yield _option(key, chosen, Strength.TELLING, len(nearest.words))


@dataclass(frozen=True)
class _Cue:
    """Words that make a number an answer, and how many other words stand between."""

    words: str
    number: Number
    away: int


def _cues_near(question: Question, number: Number) -> Iterator[_Cue]:
    after, before = f" {plain(number.after)} ", f" {plain(number.before)} "
    for cue in map(plain, question.cues):
        if contains(after, cue):
            yield _Cue(cue, number, len(after.split(f" {cue} ", 1)[0].split()))
        if contains(before, cue):
            yield _Cue(cue, number, len(before.rsplit(f" {cue} ", 1)[-1].split()))


def _counts(question: Question, number: Number) -> bool:
    return number.percent is (question.counts is Quantity.PERCENT)


def _in_range(question: Question, value: float) -> str | None:
    return next((key for key, option in question.options.items() if _holds(option, value)), None)


def _holds(option: Option, value: float) -> bool:
    return option.range is not None and option.range[0] <= value < option.range[1]


def _option(question: str, option: str, strength: Strength, length: int) -> Entity:
    return _entity(OPTION, f"{question}.{option}", role=strength.value, length=length)


def _entity(entity: str, value: str | float, **more: object) -> Entity:
    return {"entity": entity, "value": value, **{key: item for key, item in more.items() if item is not None}}

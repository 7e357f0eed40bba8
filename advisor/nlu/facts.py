"""Everything in one message that may be a fact about the firm, as entities that Rasa carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.core.profile import COUNTRY
from advisor.core.reading import Strength
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


class FactFinder:
    """Finds countries, numbers and options in messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._gazetteer = Gazetteer(knowledge.countries)
        self._options = OptionWords(knowledge.questions)
        self._counting = {key: question for key, question in knowledge.questions.items() if question.counts}
        country = knowledge.questions.get(COUNTRY)
        self._home_cues = tuple(plain(cue) for cue in country.cues) if country else ()

    def find(self, text: str) -> list[Entity]:
        """Entities `option` ("question.option"), `place` (ISO 3166 alpha-3) and `number`."""
        numbers = find_numbers(text)
        return [
            *self._named_options(text),
            *(self._place(name) for name in self._gazetteer.find(text)),
            *(_entity(NUMBER, number.value, percent=number.percent) for number in numbers),
            *self._counted(plain(text), numbers),
        ]

    def _named_options(self, text: str) -> Iterator[Entity]:
        for name in self._options.find(text):
            yield _option(name.question, name.option, name.strength, name.length)

    def _place(self, name: CountryName) -> Entity:
        home = any(f" {name.before}".endswith((f" {cue}", f" {cue} the")) for cue in self._home_cues)
        return _entity(PLACE, name.iso3, role=HOME if home else None)

    def _counted(self, said: str, numbers: tuple[Number, ...]) -> Iterator[Entity]:
        """Options that a number chooses because of the words around it ("5 % of our sales")."""
        for key, question in self._counting.items():
            cue = max((plain(cue) for cue in question.cues if contains(said, plain(cue))), key=len, default=None)
            number = next((each for each in numbers if _counts(question, each)), None)
            chosen = _in_range(question, number.value) if cue and number else None
            if cue and chosen:
                yield _option(key, chosen, Strength.TELLING, len(cue))


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

"""What firms write and press, and a knowledge with a question of every kind to write about."""

from __future__ import annotations

from itertools import count

from advisor.core.utterance import Amount, Mention, Place, Strength, Utterance
from advisor.knowledge.schema import Knowledge, Quantity, Question, Section
from tests.core.builders import option, questions, tiny

LONG = 20
_ids = count(1)


def talkative() -> Knowledge:
    """The tiny knowledge with a question that counts and one that yes or no answers."""
    asked = {"text": "Which?", "reworded": "Which one?", "why": "To know.", "topic": "this"}
    people = Question(
        section=Section.BASICS,
        counts=Quantity.PEOPLE,
        options={
            "few": option("you are few", range=(0, 10)),
            "many": option("you are many", range=(10, 500)),
            "unclear": option("it changes"),
        },
        **asked,
    )
    web = Question(
        section=Section.BASICS,
        options={"yes": option("you have a website", plain="yes"), "no": option("you have no website", plain="no")},
        **asked,
    )
    return tiny(questions={**questions(), "people": people, "web": web})


def says(intent: str, text: str = "some words", *, confidence: float = 0.9, **found: object) -> Utterance:
    """A message in the firm's own words."""
    amounts = tuple(Amount(value=number) for number in found.pop("numbers", ()))
    fields = {"id": f"m{next(_ids)}", "text": text, "intent": intent, "confidence": confidence, "amounts": amounts}
    fields |= found
    return Utterance.model_validate(fields)


def answers(*named: str, text: str = "some words", telling: bool = False, **found: object) -> Utterance:
    """A message whose words name options: `answers("sold.never")`."""
    strength = Strength.TELLING if telling else Strength.WORDS
    return says("inform", text, mentions=tuple(mention(name, strength) for name in named), **found)


def tells(*named: str, **found: object) -> Utterance:
    """A message that names options in words that mean them whatever was asked."""
    return answers(*named, telling=True, **found)


def means(
    *likely: tuple[str, float], text: str = "some words of a long sentence about the firm", **found: object
) -> Utterance:
    """A sentence that tells options by its meaning: `means(("sold.never", 0.8))`."""
    told = tuple(
        mention(name, Strength.TOLD).model_copy(update={"confidence": confidence}) for name, confidence in likely
    )
    return says("inform", text, mentions=told, **found)


def presses(intent: str, *named: str) -> Utterance:
    """A button."""
    mentions = tuple(mention(name, Strength.TELLING) for name in named)
    return says(intent, f"/{intent}", confidence=1.0, pressed=True, mentions=mentions)


def mention(named: str, strength: Strength = Strength.WORDS, length: int = LONG) -> Mention:
    """An option named: `mention("sold.never")`."""
    question, _, option_id = named.partition(".")
    return Mention(question=question, option=option_id, strength=strength, length=length)


def lives_in(country: str) -> Place:
    """A country, said to be the firm's own."""
    return Place(country=country, home=True)


def names(country: str) -> Place:
    """A country, not said to be the firm's own."""
    return Place(country=country, home=False)

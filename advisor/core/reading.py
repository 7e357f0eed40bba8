"""What one message of a firm says, given the question that was asked last."""

from __future__ import annotations

from enum import StrEnum

from advisor.core.profile import COUNTRY, FirmProfile, Frozen
from advisor.knowledge.schema import Knowledge, Question

SURE_INTENT = 0.45
"""Confidence from which an intent is taken at its word; below, only facts count."""


class Intent(StrEnum):
    """The intents that the interview itself acts on; domain.yml has them all."""

    ANSWER = "answer"
    AFFIRM = "affirm"
    DENY = "deny"
    INFORM = "inform"
    DONT_KNOW = "dont_know"
    SKIP = "skip"
    BACK = "go_back"
    FALLBACK = "nlu_fallback"


class Strength(StrEnum):
    """How a message named an option."""

    TELLING = "telling"
    """In words that mean it whatever was asked."""
    WORDS = "words"
    """In words that mean it only when asked."""


class Mention(Frozen):
    """An option that a message named."""

    question: str
    option: str
    strength: Strength
    length: int
    """Characters of the words that named it: longer words are surer."""


class Place(Frozen):
    """A country that a message named."""

    country: str
    home: bool
    """Whether the words say that it is the firm's own country."""


class Utterance(Frozen):
    """One message of a firm, as the language understanding took it."""

    id: str
    text: str
    intent: str
    confidence: float
    pressed: bool = False
    """Whether it was a button and not words."""
    mentions: tuple[Mention, ...] = ()
    places: tuple[Place, ...] = ()
    numbers: tuple[float, ...] = ()
    """Numbers in the order said; a span such as "2-3" gives its middle."""

    def says(self, *intents: str) -> bool:
        """Whether it is one of these intents, surely enough."""
        return self.intent in intents and self.confidence >= SURE_INTENT


class Fact(Frozen):
    """An answer taken from a message."""

    question: str
    option: str
    said: str | None
    """The firm's words; None for a button."""


class Kind(StrEnum):
    """What a message does to the interview."""

    ANSWER = "answer"
    """It gives facts, the asked one or others."""
    UNKNOWN = "unknown"
    BACK = "go_back"
    DIGRESSION = "digression"
    """It is about something else, which rules and stories handle."""
    NOT_UNDERSTOOD = "not_understood"


class Reading(Frozen):
    """What a message says."""

    kind: Kind
    facts: tuple[Fact, ...] = ()


IN_THE_INTERVIEW = frozenset(Intent)


def read(knowledge: Knowledge, profile: FirmProfile, asked: str | None, utterance: Utterance) -> Reading:
    """Read a message in the light of the question asked.

    An answer to that question is looked for first, then an intent, then facts told out of turn. A question of the
    firm's own ("does a trader help?") names options too, so there an intent comes first.
    """
    if utterance.pressed:
        return _read_button(knowledge, utterance)
    answer = _answer(knowledge, asked, utterance)
    if _is_digression(utterance) and (answer is None or _is_question(utterance)):
        return Reading(kind=Kind.DIGRESSION)
    facts = _facts(knowledge, asked, answer, utterance)
    if facts:
        return Reading(kind=Kind.ANSWER, facts=facts)
    return Reading(kind=_kind_without_facts(utterance))


def facts_out_of_turn(knowledge: Knowledge, utterance: Utterance) -> tuple[Fact, ...]:
    """The facts that a message tells whatever was asked."""
    return _facts(knowledge, None, None, utterance)


def _read_button(knowledge: Knowledge, utterance: Utterance) -> Reading:
    if utterance.intent != Intent.ANSWER:
        return Reading(kind=_kind_without_facts(utterance))
    facts = tuple(
        Fact(question=mention.question, option=mention.option, said=None)
        for mention in utterance.mentions
        if _exists(knowledge, mention.question, mention.option)
    )
    return Reading(kind=Kind.ANSWER if facts else Kind.NOT_UNDERSTOOD, facts=facts)


def _kind_without_facts(utterance: Utterance) -> Kind:
    if utterance.says(Intent.DONT_KNOW, Intent.SKIP):
        return Kind.UNKNOWN
    if utterance.says(Intent.BACK):
        return Kind.BACK
    return Kind.DIGRESSION if _is_digression(utterance) else Kind.NOT_UNDERSTOOD


def _is_digression(utterance: Utterance) -> bool:
    return utterance.intent not in IN_THE_INTERVIEW and utterance.confidence >= SURE_INTENT


def _is_question(utterance: Utterance) -> bool:
    return utterance.text.rstrip().endswith("?")


def _exists(knowledge: Knowledge, question_id: str, option_id: str) -> bool:
    question = knowledge.questions.get(question_id)
    if question is None:
        return False
    return option_id in (knowledge.countries if question.pick == "country" else question.options)


def _answer(knowledge: Knowledge, asked: str | None, utterance: Utterance) -> str | None:
    """The option of the asked question that the message chooses."""
    if asked is None:
        return None
    question = knowledge.questions[asked]
    if question.pick == "country":
        return _home(utterance) or next((place.country for place in utterance.places), None)
    return _by_number(question, utterance) or _by_words(asked, utterance) or _by_yes_or_no(question, utterance)


def _by_number(question: Question, utterance: Utterance) -> str | None:
    if question.counts is None or not utterance.numbers:
        return None
    number = utterance.numbers[0]
    ranges = {key: option.range for key, option in question.options.items() if option.range}
    return next((key for key, (low, high) in ranges.items() if low <= number < high), None)


def _by_words(asked: str, utterance: Utterance) -> str | None:
    fitting = [mention for mention in utterance.mentions if mention.question == asked]
    return max(fitting, key=lambda mention: mention.length).option if fitting else None


def _by_yes_or_no(question: Question, utterance: Utterance) -> str | None:
    plain = {Intent.AFFIRM: "yes", Intent.DENY: "no"}
    said = next((word for intent, word in plain.items() if utterance.says(intent)), None)
    return next((key for key, option in question.options.items() if said and option.plain == said), None)


def _facts(knowledge: Knowledge, asked: str | None, answer: str | None, utterance: Utterance) -> tuple[Fact, ...]:
    options: dict[str, tuple[int, str]] = {}
    for mention in utterance.mentions:
        if mention.strength is Strength.TELLING and mention.length > options.get(mention.question, (0, ""))[0]:
            options[mention.question] = (mention.length, mention.option)
    home = _home(utterance)
    chosen = {question: option for question, (_, option) in options.items()}
    if home:
        chosen[COUNTRY] = home
    if asked and answer:
        chosen[asked] = answer
    return tuple(
        Fact(question=question, option=option, said=utterance.text)
        for question, option in chosen.items()
        if _exists(knowledge, question, option)
    )


def _home(utterance: Utterance) -> str | None:
    """The firm's own country, where the words around it say so."""
    return next((place.country for place in utterance.places if place.home), None)

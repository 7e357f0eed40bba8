"""What one message of a firm says, given the question that was asked last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from advisor.core.profile import COUNTRY, FirmProfile, Frozen
from advisor.core.utterance import IN_THE_INTERVIEW, SURE_INTENT, Amount, Intent, Mention, Place, Strength, Utterance
from advisor.knowledge.schema import Knowledge, Quantity, Question

POSSIBLE_INTENT = 0.2
"""Confidence from which an intent is worth asking about."""
SURE_TOLD = 0.6
"""Confidence from which a fact counts that a sentence tells by its meaning, whatever was asked."""
POSSIBLE_TOLD = 0.3
"""The same, for the question that was asked."""
GUESSED = 0.6
"""How sure it is that a country which a sentence names is the firm's own, where no words say so."""
STRANGE = 0.4
"""How sure that is of one that words do make its own, when another is known that is nearer to the advisor's work."""
CLOSE = 0.15
"""Two readings that differ by less than this are asked about."""


class Fact(Frozen):
    """An answer taken from a message."""

    question: str
    option: str
    said: str | None
    """The firm's words; None for a button."""
    sure: float = 1.0
    """1 for buttons, plain words and answers to the question asked; less where a sentence was interpreted."""


class Kind(StrEnum):
    """What a message does to the interview."""

    ANSWER = "answer"
    """It gives facts, the asked one or others."""
    UNKNOWN = "unknown"
    BACK = "go_back"
    GO_ON = "go_on"
    """The open question is put again."""
    DIGRESSION = "digression"
    """It is about something else, which rules and stories handle; it may tell facts beside."""
    UNCLEAR = "unclear"
    """It has two readings, and the firm is asked which it meant."""
    NOT_UNDERSTOOD = "not_understood"


class Choice(Frozen):
    """One of the readings of an unclear message: an intent, or an option of the question asked."""

    intent: str
    question: str | None = None
    option: str | None = None


class Reading(Frozen):
    """What a message says."""

    kind: Kind
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    """Its two readings, when it is unclear."""


def read(
    knowledge: Knowledge, profile: FirmProfile, asked: str | None, utterance: Utterance, noted: tuple[str, ...] = ()
) -> Reading:
    """Read a message in the light of the question asked.

    An answer to that question is looked for first, then an intent, then facts told out of turn. A question of the
    firm's own ("does a trader help?") names options too, so there an intent comes first.

    Args:
        noted: the questions whose answers were told back just now, which "no, three" may correct.
    """
    if utterance.pressed:
        return _read_button(knowledge, utterance)
    corrected = _correction(knowledge, profile, noted, utterance)
    if corrected:
        return Reading(kind=Kind.ANSWER, facts=corrected)
    answer = _answer(knowledge, profile, asked, utterance)
    if _is_digression(utterance) and (answer is None or _is_question(utterance)):
        return _read_digression(knowledge, profile, utterance)
    options = _close_options(asked, utterance) if answer is None or answer.sure < SURE_TOLD else ()
    if options:
        return Reading(kind=Kind.UNCLEAR, choices=options)
    facts = _facts(knowledge, profile, answer, utterance)
    if facts:
        return Reading(kind=Kind.ANSWER, facts=facts)
    return _read_intent(knowledge, utterance)


def facts_out_of_turn(knowledge: Knowledge, profile: FirmProfile, utterance: Utterance) -> tuple[Fact, ...]:
    """The facts that a message tells whatever was asked."""
    return _facts(knowledge, profile, None, utterance)


def possible_intents(knowledge: Knowledge, utterance: Utterance) -> tuple[Choice, ...]:
    """The two likeliest intents, where neither is sure and both have a name by which the firm can be asked."""
    ranked = [(intent, sure) for intent, sure in utterance.ranking if reading_name(intent) in knowledge.wording][:2]
    if len(ranked) < 2 or ranked[0][1] < POSSIBLE_INTENT or ranked[1][1] < POSSIBLE_INTENT / 2:
        return ()
    return tuple(Choice(intent=intent) for intent, _ in ranked)


def reading_name(intent: str) -> str:
    """The key in wording.yml of the words in which a firm is asked whether it meant an intent."""
    return f"reading_{intent}"


def _read_button(knowledge: Knowledge, utterance: Utterance) -> Reading:
    if utterance.intent != Intent.ANSWER:
        return _read_intent(knowledge, utterance)
    facts = tuple(
        Fact(question=mention.question, option=mention.option, said=None)
        for mention in utterance.mentions
        if _exists(knowledge, mention.question, mention.option)
    )
    return Reading(kind=Kind.ANSWER if facts else Kind.NOT_UNDERSTOOD, facts=facts)


def _read_intent(knowledge: Knowledge, utterance: Utterance) -> Reading:
    if utterance.says(Intent.DONT_KNOW, Intent.SKIP):
        return Reading(kind=Kind.UNKNOWN)
    if utterance.says(Intent.GO_ON):
        return Reading(kind=Kind.GO_ON)
    if utterance.says(Intent.BACK):
        return Reading(kind=Kind.BACK)
    if _is_digression(utterance):
        return Reading(kind=Kind.DIGRESSION)
    choices = possible_intents(knowledge, utterance)
    return Reading(kind=Kind.UNCLEAR if choices else Kind.NOT_UNDERSTOOD, choices=choices)


def _read_digression(knowledge: Knowledge, profile: FirmProfile, utterance: Utterance) -> Reading:
    """Talk of rice and hotels that has nothing to do with the firm's business tells nothing about it."""
    strange = utterance.intent == Intent.OUT_OF_SCOPE
    return Reading(kind=Kind.DIGRESSION, facts=() if strange else facts_out_of_turn(knowledge, profile, utterance))


def _is_digression(utterance: Utterance) -> bool:
    return utterance.intent not in IN_THE_INTERVIEW and utterance.confidence >= SURE_INTENT


def _is_question(utterance: Utterance) -> bool:
    return utterance.text.rstrip().endswith("?")


def _exists(knowledge: Knowledge, question_id: str, option_id: str) -> bool:
    question = knowledge.questions.get(question_id)
    if question is None:
        return False
    return option_id in (knowledge.countries if question.pick == "country" else question.options)


def _correction(
    knowledge: Knowledge, profile: FirmProfile, noted: tuple[str, ...], utterance: Utterance
) -> tuple[Fact, ...]:
    """The newest noted fact that a correction fits and changes."""
    for question_id in reversed(noted) if utterance.corrects else ():
        answer = _plain_answer(knowledge, question_id, utterance)
        if answer and answer.option != profile.option_of(question_id):
            return (answer,)
    return ()


def _answer(knowledge: Knowledge, profile: FirmProfile, asked: str | None, utterance: Utterance) -> Fact | None:
    """The answer that the message gives to the question asked."""
    if asked is None:
        return None
    told = _told_answer(asked, utterance)
    if told and _is_local(knowledge, profile, utterance, told):
        told = None
    return _plain_answer(knowledge, asked, utterance) or told


def _plain_answer(knowledge: Knowledge, asked: str, utterance: Utterance) -> Fact | None:
    """An answer in as many words."""
    question = knowledge.questions[asked]
    if question.pick == "country":
        return _country(knowledge, utterance)
    option = _by_number(question, utterance) or _by_words(asked, utterance) or _by_yes_or_no(question, utterance)
    return Fact(question=asked, option=option, said=utterance.text) if option else None


def _country(knowledge: Knowledge, utterance: Utterance) -> Fact | None:
    """The firm's own country; without words that say so, what a longer message names is a guess."""
    named = (place.country for place in utterance.places)
    said = _home(utterance) or (next(named, None) if utterance.short else None)
    if said:
        return Fact(question=COUNTRY, option=said, said=utterance.text)
    near = [place for place in utterance.places if _is_near(knowledge, place)]
    places = [place for place in near if place.minor] or [place for place in near if not place.elsewhere]
    return _guessed_home(utterance, places)


def _guessed_home(utterance: Utterance, places: Sequence[Place]) -> Fact | None:
    return next(
        (Fact(question=COUNTRY, option=each.country, said=utterance.text, sure=GUESSED) for each in places), None
    )


def _is_near(knowledge: Knowledge, place: Place) -> bool:
    """The advisor is for firms of Asia and the Pacific."""
    country = knowledge.countries.get(place.country)
    return country is not None and country.asia_pacific


def _told_answer(asked: str, utterance: Utterance) -> Fact | None:
    """An answer by what the message means."""
    best = max(_told(asked, utterance), key=lambda mention: mention.confidence, default=None)
    if best is None or best.confidence < POSSIBLE_TOLD:
        return None
    return Fact(question=asked, option=best.option, said=utterance.text, sure=best.confidence)


def _close_options(asked: str | None, utterance: Utterance) -> tuple[Choice, ...]:
    """The two options of the question asked between which the meaning of the message wavers."""
    told = sorted(_told(asked, utterance), key=lambda mention: -mention.confidence)[:2]
    if len(told) < 2 or told[1].confidence < POSSIBLE_TOLD - CLOSE or told[0].confidence - told[1].confidence >= CLOSE:
        return ()
    return tuple(Choice(intent=Intent.ANSWER, question=each.question, option=each.option) for each in told)


def _told(asked: str | None, utterance: Utterance) -> list[Mention]:
    return [each for each in utterance.mentions if each.question == asked and each.strength is Strength.TOLD]


def _by_number(question: Question, utterance: Utterance) -> str | None:
    amounts = [one for one in utterance.amounts if utterance.short and _fits(question, one)]
    if question.counts is None or not amounts:
        return None
    ranges = {key: option.range for key, option in question.options.items() if option.range}
    return next((key for key, (low, high) in ranges.items() if low <= amounts[0].value < high), None)


def _fits(question: Question, amount: Amount) -> bool:
    """A percentage is no count; a bare number may be a percentage."""
    return not amount.percent or question.counts is Quantity.PERCENT


def _by_words(asked: str, utterance: Utterance) -> str | None:
    """The option whose words the message has; in a long message only words that mean it whatever was asked."""
    fitting = [
        mention
        for mention in utterance.mentions
        if mention.question == asked
        and (mention.strength is Strength.TELLING or (mention.strength is Strength.WORDS and utterance.short))
    ]
    return max(fitting, key=lambda mention: mention.length).option if fitting else None


def _by_yes_or_no(question: Question, utterance: Utterance) -> str | None:
    plain = {Intent.AFFIRM: "yes", Intent.DENY: "no"}
    said = next((word for intent, word in plain.items() if utterance.says(intent)), None)
    return next((key for key, option in question.options.items() if said and option.plain == said), None)


def _facts(knowledge: Knowledge, profile: FirmProfile, answer: Fact | None, utterance: Utterance) -> tuple[Fact, ...]:
    """The answer to the question asked, and what is told beside: plain words before interpreted sentences."""
    interpreted = [fact for fact in _interpreted(utterance) if not _is_local(knowledge, profile, utterance, fact)]
    facts = {fact.question: fact for fact in (*interpreted, *_in_plain_words(utterance))}
    home = _told_home(knowledge, profile, utterance)
    if home:
        facts[COUNTRY] = home
    if answer:
        facts[answer.question] = answer
    return tuple(fact for fact in facts.values() if _exists(knowledge, fact.question, fact.option))


def _told_home(knowledge: Knowledge, profile: FirmProfile, utterance: Utterance) -> Fact | None:
    """The firm's own country told by the way; a small town of the region is guessed to be at home."""
    said = next((place for place in utterance.places if place.home), None)
    if said:
        sure = _sure_of_home(knowledge, profile, utterance, said)
        return Fact(question=COUNTRY, option=said.country, said=utterance.text, sure=sure)
    minor = [place for place in utterance.places if place.minor and _is_near(knowledge, place)]
    return _guessed_home(utterance, minor) if profile.country is None else None


def _sure_of_home(knowledge: Knowledge, profile: FirmProfile, utterance: Utterance, said: Place) -> float:
    """A country that is known is not changed by the way: "based in Germany" may be said of the buyer."""
    known = profile.answers.get(COUNTRY)
    if known is None or utterance.corrects:
        return 1.0
    if not _is_near(knowledge, said):
        return STRANGE
    return 1.0 if known.sure < 1 else SURE_TOLD


def _is_local(knowledge: Knowledge, profile: FirmProfile, utterance: Utterance, fact: Fact) -> bool:
    """Whether a sentence speaks of the firm's own country only, where the fact would be of sales abroad."""
    question = knowledge.questions.get(fact.question)
    if question is None or not question.of_foreign_sales or profile.country is None:
        return False
    option = question.options.get(fact.option)
    denies = option is not None and option.plain == "no"
    countries = {place.country for place in utterance.places}
    return countries == {profile.country} and not denies


def _interpreted(utterance: Utterance) -> Iterator[Fact]:
    told = [one for one in utterance.mentions if one.strength is Strength.TOLD and one.confidence >= SURE_TOLD]
    for mention in sorted(told, key=lambda one: one.confidence):
        yield Fact(question=mention.question, option=mention.option, said=utterance.text, sure=mention.confidence)


def _in_plain_words(utterance: Utterance) -> Iterator[Fact]:
    told = [one for one in utterance.mentions if one.strength is Strength.TELLING]
    for mention in sorted(told, key=lambda one: one.length):
        yield Fact(question=mention.question, option=mention.option, said=utterance.text)


def _home(utterance: Utterance) -> str | None:
    """The firm's own country, where the words around it say so."""
    return next((place.country for place in utterance.places if place.home), None)

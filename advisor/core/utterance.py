"""One message of a firm, as the language understanding took it."""

from __future__ import annotations

from enum import StrEnum

from advisor.core.profile import Frozen
from advisor.knowledge.schema import ByStage

SURE_INTENT = 0.4
"""Confidence from which an intent is taken at its word; below, only facts count, or the firm is asked what it meant."""
SHORT = 6
"""Words of a message that can be taken as a bare answer. In longer ones a number or a word may be about anything."""


class Intent(StrEnum):
    """The intents that the core acts on; domain.yml has them all."""

    ANSWER = "answer"
    AFFIRM = "affirm"
    DENY = "deny"
    INFORM = "inform"
    DONT_KNOW = "dont_know"
    SKIP = "skip"
    BACK = "go_back"
    GO_ON = "go_on"
    FALLBACK = "nlu_fallback"
    OUT_OF_SCOPE = "out_of_scope"
    ASK_QUESTION = "ask_question"


IN_THE_INTERVIEW = frozenset(Intent) - {Intent.OUT_OF_SCOPE, Intent.ASK_QUESTION}
"""What is read as a part of the interview; all else is something that comes up beside it."""


class Strength(StrEnum):
    """How a message named an option."""

    TELLING = "telling"
    """In words that mean it whatever was asked."""
    WORDS = "words"
    """In words that mean it only when asked."""
    TOLD = "told"
    """By what a sentence means as a whole, to a degree."""


class Mention(Frozen):
    """An option that a message named."""

    question: str
    option: str
    strength: Strength
    length: int
    """Characters of the words that named it: longer words are surer."""
    confidence: float = 1.0


class Place(Frozen):
    """A country that a message named."""

    country: str
    home: bool
    """Whether the words say that it is the firm's own country."""
    elsewhere: bool = False
    """Whether the words say that customers or suppliers are there."""
    minor: bool = False
    """Whether it was named by a town that people elsewhere hardly know."""


class Amount(Frozen):
    """A number that a message named; a span such as "2-3" gives its middle."""

    value: float
    percent: bool = False


class Candidate(Frozen):
    """An answer of faq.yml that may fit a question of the firm's own."""

    answer: str
    confidence: float


class Utterance(Frozen):
    """One message of a firm, as the language understanding took it."""

    id: str
    text: str
    intent: str
    confidence: float
    pressed: bool = False
    """Whether it was a button and not words."""
    corrects: bool = False
    """Whether it begins as a correction does ("no, three", "sorry, I meant Fiji")."""
    mentions: tuple[Mention, ...] = ()
    places: tuple[Place, ...] = ()
    amounts: tuple[Amount, ...] = ()
    """In the order said."""
    ranking: tuple[tuple[str, float], ...] = ()
    """Intents with their confidence, the likeliest first."""
    candidates: tuple[Candidate, ...] = ()
    """Answers that may fit, the best first."""
    sounds: ByStage | None = None
    """How likely firms at each stage are to tell of themselves so, up to a factor; None when it tells nothing."""

    def says(self, *intents: str) -> bool:
        """Whether it is one of these intents, surely enough."""
        return self.intent in intents and self.confidence >= SURE_INTENT

    @property
    def short(self) -> bool:
        """Whether it is short enough for a bare answer."""
        return len(self.text.split()) <= SHORT

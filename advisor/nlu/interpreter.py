"""What a message means as a whole: each clause is read for facts, and what it cannot tell is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advisor.core.utterance import Strength
from advisor.knowledge.schema import Knowledge, Section
from advisor.nlu.clauses import Clause, split
from advisor.nlu.encoder import Encoder
from advisor.nlu.told import FactReader, ToldFact

Entity = dict[str, Any]
OPTION = "option"
MOST_CLAUSES = 12
"""Clauses that are read of one message; what comes after is too much for a turn."""


class Interpreter:
    """Reads messages clause by clause."""

    def __init__(self, knowledge: Knowledge, encoder: Encoder, reader: FactReader) -> None:
        self._questions = knowledge.questions
        self._encoder = encoder
        self._reader = reader

    def interpret(self, text: str, found: Iterable[Entity]) -> list[Entity]:
        """Entities `option` with the role `told` and a confidence, for what the rules did not find.

        Args:
            found: the entities of the rules, which go before.
        """
        surely = {_question(entity) for entity in found if _is_telling(entity)}
        told = self._surest(text)
        return [_entity(fact) for question, facts in told.items() if question not in surely for fact in facts]

    def _surest(self, text: str) -> dict[str, tuple[ToldFact, ...]]:
        """For each question the options of the clause that tells it most surely."""
        best: dict[str, tuple[ToldFact, ...]] = {}
        for clause, facts in self._read(text):
            for question, options in _by_question(facts).items():
                if self._may_tell(question, clause) and _sure(options) > _sure(best.get(question, ())):
                    best[question] = options
        return best

    def _read(self, text: str) -> Iterator[tuple[Clause, tuple[ToldFact, ...]]]:
        clauses = [clause for clause in split(text) if not (clause.question or clause.others)][:MOST_CLAUSES]
        texts = [clause.text for clause in clauses]
        return zip(clauses, self._reader.read(texts, self._encoder.encode(texts)), strict=True)

    def _may_tell(self, question_id: str, clause: Clause) -> bool:
        """A plan is not a deed: it tells only of plans, of the firm itself, and of what holds it back."""
        question = self._questions.get(question_id)
        if question is None:
            return False
        return not clause.planned or question.of_plans or question.section is not Section.EVIDENCE


def _by_question(facts: Sequence[ToldFact]) -> dict[str, tuple[ToldFact, ...]]:
    questions = dict.fromkeys(fact.question for fact in facts)
    return {question: tuple(fact for fact in facts if fact.question == question) for question in questions}


def _sure(options: Sequence[ToldFact]) -> float:
    return max((fact.confidence for fact in options), default=0.0)


def _is_telling(entity: Entity) -> bool:
    return entity["entity"] == OPTION and entity.get("role") == Strength.TELLING


def _question(entity: Entity) -> str:
    return str(entity["value"]).partition(".")[0]


def _entity(fact: ToldFact) -> Entity:
    return {
        "entity": OPTION,
        "value": f"{fact.question}.{fact.option}",
        "role": Strength.TOLD.value,
        "confidence_entity": fact.confidence,
    }

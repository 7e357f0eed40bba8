"""Messages read clause by clause, with a reader that knows some clauses by heart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from advisor.knowledge.schema import Knowledge
from advisor.nlu.interpreter import Entity, Interpreter
from advisor.nlu.told import ToldFact, Vectors

KNOWN = {
    "we sell every month": (ToldFact("sold_abroad", "regularly", 0.9), ToldFact("sold_abroad", "several_times", 0.2)),
    "we sold once": (ToldFact("sold_abroad", "once_or_twice", 0.7),),
    "we want to sell every month": (
        ToldFact("sold_abroad", "regularly", 0.8),
        ToldFact("next_goal", "steady_orders", 0.7),
        ToldFact("twice_as_much", "can", 0.6),
    ),
    "do we sell every month": (ToldFact("sold_abroad", "regularly", 0.9),),
}


class ByHeart:
    """Stands in for what was learnt."""

    def read(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[ToldFact, ...]]:
        return [KNOWN.get(text.lower().rstrip("?. "), ()) for text in texts]


class NoVectors:
    """Stands in for the encoder."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 1), dtype=np.float32)


@pytest.fixture
def interpreter(knowledge: Knowledge) -> Interpreter:
    return Interpreter(knowledge, NoVectors(), ByHeart())  # type: ignore[arg-type]


def told(entities: list[Entity]) -> dict[str, float]:
    assert all(entity["entity"] == "option" and entity["role"] == "told" for entity in entities)
    return {entity["value"]: entity["confidence_entity"] for entity in entities}


def test_the_options_of_a_clause_are_told_with_their_confidence(interpreter: Interpreter) -> None:
    assert told(interpreter.interpret("We sell every month.", [])) == {
        "sold_abroad.regularly": 0.9,
        "sold_abroad.several_times": 0.2,
    }


def test_of_two_clauses_about_one_question_the_surer_counts(interpreter: Interpreter) -> None:
    assert "sold_abroad.once_or_twice" not in told(interpreter.interpret("We sold once. We sell every month.", []))


def test_a_plan_tells_no_deed(interpreter: Interpreter) -> None:
    assert set(told(interpreter.interpret("We want to sell every month.", []))) == {
        "next_goal.steady_orders",
        "twice_as_much.can",
    }


def test_a_question_tells_nothing(interpreter: Interpreter) -> None:
    assert interpreter.interpret("Do we sell every month?", []) == []


def test_what_the_rules_found_goes_before(interpreter: Interpreter) -> None:
    found = [{"entity": "option", "value": "sold_abroad.never", "role": "telling"}]
    assert interpreter.interpret("We sell every month.", found) == []

"""The English training data keeps its promises: enough examples, each under one intent, none a copy of another."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz, process

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "nlu" / "en"
DOMAIN = ROOT / "domain.yml"
UTTERANCES = Path(__file__).with_name("en.yml")

FEWEST_EXAMPLES = 30
FEWEST_UTTERANCES = 5
COPY_WITHIN_INTENT = 97
NEAR_TO_TRAINING = 85
NEVER_TRAINED = {"start", "answer", "correct", "choose_stage", "start_over_confirmed", "nlu_fallback"}
"""Intents of buttons, of the gateway's first call, and of the fallback: no words stand for them."""

Examples = dict[str, list[str]]


def blocks() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            yield block["intent"], block["examples"]


def listed(text: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in text.splitlines() if line.strip()]


def plain(text: str) -> str:
    return " ".join(text.lower().split())


@pytest.fixture(scope="module")
def examples() -> Examples:
    return {intent: listed(text) for intent, text in blocks()}


@pytest.fixture(scope="module")
def utterances() -> Examples:
    return yaml.safe_load(UTTERANCES.read_text("utf-8"))


def test_each_intent_stands_in_one_place() -> None:
    counted = Counter(intent for intent, _ in blocks())
    assert [intent for intent, times in counted.items() if times > 1] == []


def test_each_line_is_an_example() -> None:
    assert [line for _, text in blocks() for line in text.splitlines() if not line.startswith("- ")] == []


def test_each_intent_has_enough_distinct_examples(examples: Examples) -> None:
    distinct = {intent: len(set(map(plain, texts))) for intent, texts in examples.items()}
    assert {intent: many for intent, many in distinct.items() if many < FEWEST_EXAMPLES} == {}


def test_no_example_stands_twice(examples: Examples) -> None:
    counted = Counter(plain(text) for texts in examples.values() for text in texts)
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_example_is_a_command_to_rasa(examples: Examples) -> None:
    assert [text for texts in examples.values() for text in texts if text.startswith("/")] == []


def test_no_example_is_annotated(examples: Examples) -> None:
    marks = ("](", "]{")
    assert [text for texts in examples.values() for text in texts if any(mark in text for mark in marks)] == []


def near_copies(texts: list[str]) -> list[tuple[str, str]]:
    pairs = combinations(map(plain, texts), 2)
    return [(one, other) for one, other in pairs if fuzz.ratio(one, other) > COPY_WITHIN_INTENT]


def test_no_example_is_a_near_copy_within_its_intent(examples: Examples) -> None:
    assert [pair for texts in examples.values() for pair in near_copies(texts)] == []


def test_the_domain_lists_the_same_intents_beside_those_that_are_never_trained(examples: Examples) -> None:
    domain = yaml.safe_load(DOMAIN.read_text("utf-8"))
    named = {intent if isinstance(intent, str) else next(iter(intent)) for intent in domain["intents"]}
    assert named == set(examples) | NEVER_TRAINED
    assert not set(examples) & NEVER_TRAINED


def test_the_utterances_cover_every_intent(examples: Examples, utterances: Examples) -> None:
    assert set(utterances) == set(examples)
    assert {intent: len(texts) for intent, texts in utterances.items() if len(texts) < FEWEST_UTTERANCES} == {}


def test_no_utterance_is_in_or_near_the_training_data(examples: Examples, utterances: Examples) -> None:
    trained = [plain(text) for texts in examples.values() for text in texts]
    told = [plain(text) for texts in utterances.values() for text in texts]
    nearest = {text: process.extractOne(text, trained, scorer=fuzz.ratio) for text in told}
    assert {text: match for text, match in nearest.items() if match[1] > NEAR_TO_TRAINING} == {}

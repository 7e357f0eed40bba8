"""The English training data keeps its promises: enough examples, each under one intent, none a copy of another."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz, process

from advisor.knowledge.schema import Knowledge, Section
from advisor.knowledge.told import ToldSentence, load_told
from bench.plain_talk import FOLDER, HELD_OUT, told_firms

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "nlu" / "en"
DOMAIN = ROOT / "domain.yml"
HERE = Path(__file__).parent
UTTERANCES = HERE / "en.yml"

FEWEST_EXAMPLES = 30
FEWEST_UTTERANCES = 5
FEWEST_SENTENCES = 25
COPY_WITHIN_INTENT = 97
SHORTEST_COPY = 6
"""Characters of the shortest text that can be a copy of another and not just the same word."""
NEAR_TO_TRAINING = 85
NEVER_TRAINED = {"start", "answer", "correct", "choose_stage", "start_over_confirmed", "nlu_fallback"}
"""Intents of buttons, of the gateway's first call, and of the fallback: no words stand for them."""

Examples = dict[str, list[str]]


def blocks() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            yield block["intent"], block["examples"]


@pytest.fixture(scope="module")
def sentences(knowledge: Knowledge) -> list[ToldSentence]:
    """Each sentence with its facts. The examples are for telling intents apart."""
    return load_told(ROOT / "knowledge", knowledge.questions)


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


@pytest.fixture(scope="module")
def trained(examples: Examples, sentences: list[ToldSentence], knowledge: Knowledge) -> list[str]:
    """All that is trained on: examples, sentences with facts, and the phrasings of the answers."""
    written = [text for texts in examples.values() for text in texts]
    written += [each.text for each in sentences]
    written += [text for answer in knowledge.faq.values() for text in answer.phrasings]
    return list(map(plain, written))


def too_near(trained: list[str], told: list[str]) -> dict[str, str]:
    """Texts with what they are nearly copied from. Among a few letters, chance alone makes texts alike."""
    long_enough = [plain(text) for text in told if len(plain(text)) >= SHORTEST_COPY]
    nearest = {text: process.extractOne(text, trained, scorer=fuzz.ratio) for text in long_enough}
    return {text: match[0] for text, match in nearest.items() if match[1] > NEAR_TO_TRAINING}


def test_no_utterance_is_in_or_near_the_training_data(trained: list[str], utterances: Examples) -> None:
    assert too_near(trained, [text for texts in utterances.values() for text in texts]) == {}


def test_no_off_topic_or_unclear_message_is_in_or_near_the_training_data(trained: list[str]) -> None:
    off_topic, unclear = (
        yaml.safe_load((HERE / f"{name}.yml").read_text("utf-8")) for name in ("off_topic", "clarify")
    )
    told = [text for texts in off_topic["off_topic"].values() for text in texts]
    told += [*off_topic["in_scope"], *(one["text"] for one in unclear["ambiguous"]), *unclear["not_understandable"]]
    assert too_near(trained, told) == {}


def test_no_sentence_of_a_told_firm_is_in_or_near_the_training_data(trained: list[str]) -> None:
    firms = [*told_firms(FOLDER).values(), *told_firms(HELD_OUT).values()]
    told = [sentence for firm in firms for sentence in firm.said]
    assert too_near(trained, told) == {}


def test_no_sentence_stands_twice(sentences: list[ToldSentence]) -> None:
    counted = Counter(plain(each.text) for each in sentences)
    assert [text for text, times in counted.items() if times > 1] == []


def test_each_option_of_the_evidence_is_told_often_enough(sentences: list[ToldSentence], knowledge: Knowledge) -> None:
    counted = Counter(fact for each in sentences for fact in (each.facts or {}).items())
    evidence = knowledge.questions_of(Section.EVIDENCE)
    options = [(key, option) for key, question in evidence.items() for option in question.options]
    assert {fact: counted[fact] for fact in options if counted[fact] < FEWEST_SENTENCES} == {}

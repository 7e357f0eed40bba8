"""What the trained model makes of single messages: intents, what is off topic, what is unclear, real questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from advisor.core.answering import choose
from advisor.core.reading import Kind
from advisor.knowledge.loader import load_knowledge
from advisor.ops.processes import MODEL
from advisor.settings import ROOT
from bench.figures import share
from bench.scoring import table
from bench.understanding import ASK_QUESTION, Understanding, is_refused, is_substantive, said_intent, score

UTTERANCES = ROOT / "tests" / "nlu"
SHOWN = 400
"""Mistakes that are told at most."""


@cache
def understanding() -> Understanding:
    """The model that `make train` made."""
    return Understanding(MODEL, load_knowledge(ROOT / "knowledge"))


def utterances(name: str) -> Any:  # noqa: ANN401 - YAML
    """A file of tests/nlu."""
    return YAML(typ="safe", pure=True).load(UTTERANCES / f"{name}.yml")


def flat(by_label: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Label and text of a mapping from labels to texts."""
    return [(label, text) for label, texts in by_label.items() for text in texts]


@dataclass(frozen=True)
class Measured:
    """Shares of messages with the ones that went wrong."""

    rows: tuple[tuple[str, str, str], ...]
    """What, measured, target."""
    mistakes: tuple[str, ...]
    figures: Mapping[str, float]
    """The figures that have a target, by name."""

    def lines(self) -> Iterator[str]:
        """The table and the mistakes."""
        yield table(("measure", "measured", "target"), self.rows)
        yield from (f"- {mistake}" for mistake in self.mistakes[:SHOWN])


def intents() -> Measured:
    """Accuracy and macro F1 on tests/nlu/en.yml."""
    labels, texts = zip(*flat(utterances("en")), strict=True)
    mind = understanding()
    parsed = mind.parse(texts)
    found = [said_intent(each, mind.read(each)) for each in parsed]
    scores = score(texts, labels, found)
    rows = (
        ("intent accuracy", f"{scores.accuracy:.3f} of {len(texts)}", "0.92"),
        ("macro F1", f"{scores.macro_f1:.3f}", "0.90"),
    )
    mistakes = tuple(f"{text!r}: {one}, found {two}" for text, one, two in scores.mistakes)
    return Measured(rows, mistakes, {"accuracy": scores.accuracy, "macro_f1": scores.macro_f1})


def off_topic() -> Measured:
    """Off-topic messages that get an answer, and others that are refused."""
    told = utterances("off_topic")
    strange = [text for _, text in flat(told["off_topic"])]
    mind = understanding()
    answered = [text for text, each in _parsed(strange) if is_substantive(each, mind.read(each))]
    refused = [text for text, each in _parsed(told["in_scope"]) if is_refused(each, mind.read(each))]
    rows = (
        ("off topic, answered all the same", _part(answered, strange), "at most 4 %"),
        ("in scope, refused", _part(refused, told["in_scope"]), "at most 4 %"),
    )
    mistakes = (*(f"answered: {text!r}" for text in answered), *(f"refused: {text!r}" for text in refused))
    figures = {"answered": len(answered) / len(strange), "refused": len(refused) / len(told["in_scope"])}
    return Measured(rows, mistakes, figures)


def clarify() -> Measured:
    """Messages with two readings, and messages that nobody understands."""
    told = utterances("clarify")
    mind = understanding()
    texts = [one["text"] for one in told["ambiguous"]]
    kinds = {text: _what_comes(mind, each) for text, each in _parsed(texts)}
    senseless = {text: _what_comes(mind, each) for text, each in _parsed(told["not_understandable"])}
    fitting = [_fits(kinds[one["text"]], one["readings"]) for one in told["ambiguous"]]
    rows = (
        ("two readings: asked back, or one of them taken", share(fitting), ""),
        ("nobody could understand: said so", share(kind == "not_understood" for kind in senseless.values()), ""),
    )
    mistakes = (
        *(f"{text!r}: {kinds[text]}" for text in texts),
        *(f"{text!r}: {kind}" for text, kind in senseless.items() if kind != "not_understood"),
    )
    return Measured(rows, mistakes, {})


def questions() -> Measured:
    """Real questions: the right answer, an honest "I do not know", or a wrong answer."""
    judged = utterances("questions")
    asked = [one for one in judged if not one.get("fact")]
    outcomes = {one["text"]: _outcome(each, one["right"]) for one, (_, each) in _with_parsed(asked)}
    told = [one for one in judged if one.get("fact")]
    answered = {one["text"]: _outcome(each, []) for one, (_, each) in _with_parsed(told)}
    every = {**outcomes, **answered}
    good = [text for text, outcome in outcomes.items() if not outcome.startswith("wrong")]
    right = [text for text, outcome in outcomes.items() if outcome.startswith("right")]
    wrong = [text for text, outcome in every.items() if outcome.startswith("wrong")]
    rows = (
        ("right answer, or honest with a pointer", _part(good, asked), "at least 90 %"),
        ("right answer", _part(right, asked), ""),
        ("wrong answer", _part(wrong, judged), "at most 3 %"),
    )
    mistakes = tuple(f"{text!r}: {outcome}" for text, outcome in every.items() if not outcome.startswith("right"))
    return Measured(rows, mistakes, {"good": len(good) / len(asked), "wrong": len(wrong) / len(judged)})


def _outcome(each: Any, right: Sequence[str]) -> str:  # noqa: ANN401 - an Utterance
    chosen = choose(each.candidates) if each.says(ASK_QUESTION) else ()
    best = f"{each.candidates[0].answer} {each.candidates[0].confidence:.2f}" if each.candidates else "-"
    if len(chosen) == 1:
        return f"right ({best})" if chosen[0] in right else f"wrong ({best}), right {', '.join(right) or 'none'}"
    if chosen:
        return f"offered ({', '.join(chosen)})"
    return f"honest, {each.intent} ({best})"


def _what_comes(mind: Understanding, each: Any) -> str:  # noqa: ANN401 - an Utterance
    reading = mind.read(each)
    if reading.kind is Kind.UNCLEAR:
        return "asked " + " or ".join(choice.intent for choice in reading.choices)
    if reading.kind is Kind.ANSWER:
        return "inform"
    if each.says(ASK_QUESTION):
        return f"ask_question {' or '.join(choose(each.candidates)) or 'unknown'}"
    return str(reading.kind.value) if reading.kind is Kind.NOT_UNDERSTOOD else each.intent


def _fits(came: str, readings: Sequence[str]) -> bool:
    return came.startswith("asked") or any(
        came.split(maxsplit=1)[0] == reading.partition("/")[0] for reading in readings
    )


def _part(some: Sequence[object], every: Sequence[object]) -> str:
    return f"{len(some) / len(every):.1%} ({len(some)} of {len(every)})"


def _parsed(texts: Sequence[str]) -> list[tuple[str, Any]]:
    return list(zip(texts, understanding().parse(texts), strict=True))


def _with_parsed(records: Sequence[Any]) -> Iterator[tuple[Any, tuple[str, Any]]]:
    yield from zip(records, _parsed([one["text"] for one in records]), strict=True)

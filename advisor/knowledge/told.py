"""`knowledge/told/<language>/*.yml` -> sentences, the facts that each tells, and the stage of the firm that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.knowledge.problems import KnowledgeError, Problem, nearest
from advisor.knowledge.reading import read_records
from advisor.knowledge.schema import Question, StageId

FOLDER = "told"

Questions = Mapping[str, Question]


@dataclass(frozen=True)
class ToldSentence:
    """What a firm may say."""

    text: str
    facts: Mapping[str, str] | None
    """All that it tells: question id -> option id; None where nobody wrote down what it tells."""
    stage: StageId | None = None
    """Where the firm stands whose story it is part of, as an adviser judged; None where advisers may differ."""


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="forbid")

    facts: dict[str, str] | None = None
    stage: StageId | None = None


class _Example(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str
    metadata: _Metadata


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid")

    intent: str
    examples: list[_Example]


class _File(BaseModel):
    """The format is that of Rasa, whose own reader takes a hundred times as long."""

    model_config = ConfigDict(extra="forbid")

    version: str
    nlu: list[_Block]


def load_told(directory: Path, questions: Questions, language: str = "en") -> list[ToldSentence]:
    """All sentences, file by file.

    Raises:
        KnowledgeError: a file cannot be read, or names a question or an option that there is not.
    """
    sentences: list[ToldSentence] = []
    problems: list[Problem] = []
    for path in sorted((directory / FOLDER / language).glob("*.yml")):
        read, wrong = _read(path)
        sentences += read
        problems += [*wrong, *(problem for each in read for problem in _unknown(path.name, each, questions))]
    if problems:
        raise KnowledgeError(problems)
    return sentences


def _read(path: Path) -> tuple[list[ToldSentence], list[Problem]]:
    raw, problems = read_records(path)
    if problems:
        return [], problems
    try:
        file = _File.model_validate(raw)
    except ValidationError as error:
        return [], [_malformed(path.name, error)]
    return [_sentence(each) for block in file.nlu for each in block.examples], []


def _sentence(example: _Example) -> ToldSentence:
    return ToldSentence(example.text, example.metadata.facts, example.metadata.stage)


def _malformed(file: str, error: ValidationError) -> Problem:
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return Problem(file, place, first["msg"], "`- {text: ..., metadata: {facts: {question: option}, stage: a stage}}`")


def _unknown(file: str, sentence: ToldSentence, questions: Questions) -> Iterator[Problem]:
    for question, option in (sentence.facts or {}).items():
        if question not in questions:
            wrong = f"tells {question}, which is no question"
            yield Problem(file, sentence.text, wrong, "an id of questions.yml", nearest(question, questions))
        elif option not in questions[question].options:
            options = questions[question].options
            wrong = f"tells {question} {option}, which is no option of it"
            yield Problem(file, sentence.text, wrong, f"one of {', '.join(options)}", nearest(option, options))

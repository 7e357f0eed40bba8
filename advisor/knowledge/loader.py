"""`knowledge/*.yml` -> Knowledge, or everything that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from advisor.knowledge.checks import check
from advisor.knowledge.draft import Draft
from advisor.knowledge.problems import KnowledgeError, Problem
from advisor.knowledge.reading import read_records
from advisor.knowledge.schema import Knowledge
from advisor.knowledge.sentences import ID_RULE, problems_of

__all__ = ["FILES", "KnowledgeError", "Problem", "load_knowledge"]

FILES = tuple(Knowledge.model_fields)
"""Each is the name of a file in `knowledge/`, without `.yml`, and of a field of Knowledge."""


def load_knowledge(directory: Path) -> Knowledge:
    """All that the advisor knows.

    Raises:
        KnowledgeError: a file cannot be read or something in it is wrong; says all that is.
    """
    draft, problems = draft_knowledge(directory)
    problems += check(draft)
    if problems:
        raise KnowledgeError(sorted(problems, key=lambda problem: FILES.index(Path(problem.file).stem)))
    return draft.knowledge


def draft_knowledge(directory: Path) -> tuple[Draft, list[Problem]]:
    """The records that can be used, and what is wrong with each of the others."""
    records: dict[str, dict[Any, Any]] = {}
    ids: dict[str, frozenset[str]] = {}
    problems: list[Problem] = []
    for field in FILES:
        raw, found = read_records(directory / f"{field}.yml")
        ids[field] = frozenset(str(key) for key in raw)
        records[field], refused = _parse(field, raw)
        problems += [*found, *refused]
    broken = frozenset(Path(problem.file).stem for problem in problems)
    return Draft(Knowledge(**records), ids, broken), problems


def _parse(field: str, raw: dict[Any, Any]) -> tuple[dict[Any, Any], list[Problem]]:
    """The records of one file, each on its own, so that one wrong record does not hide the others."""
    key_type, record_type = get_args(Knowledge.model_fields[field].annotation)
    keys, values = TypeAdapter(key_type), TypeAdapter(record_type)
    records: dict[Any, Any] = {}
    problems: list[Problem] = []
    for key, value in raw.items():
        try:
            usable = keys.validate_python(key)
        except ValidationError as error:
            problems.append(_unusable_key(field, key, key_type, error))
            continue
        try:
            records[usable] = values.validate_python(value)
        except ValidationError as error:
            problems += problems_of(f"{field}.yml", str(key), record_type, error)
    return records, problems


def _unusable_key(field: str, key: object, key_type: object, error: ValidationError) -> Problem:
    problem = next(iter(problems_of(f"{field}.yml", str(key), key_type, error)))
    hint = problem.hint or (_as_id(str(key)) if problem.expected == ID_RULE else None)
    return Problem(problem.file, problem.record, "is no usable id", problem.expected, hint)


def _as_id(key: str) -> str | None:
    """What an editor could write instead of something that is no id: `First orders` -> `first_orders`."""
    usable = "_".join("".join(letter if letter.isalnum() else " " for letter in key.lower()).split())
    return usable if usable.isascii() and usable[:1].isalpha() and 2 <= len(usable) <= 40 else None

"""What pydantic finds wrong with a record -> plain sentences for an editor."""

# ruff: noqa: ANN401 - annotations are values of no one type

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from advisor.knowledge.problems import Problem, listed, nearest

Location = tuple[int | str, ...]

ID_RULE = "small letters a-z, digits and _, starting with a letter, 2 to 40 characters"
PATTERNS = {
    r"^[a-z][a-z0-9_]{1,39}$": ID_RULE,
    r"^[a-z][a-z0-9_]{1,37}$": "small letters a-z, digits and _, starting with a letter, 2 to 38 characters",
    r"^[A-Z]{3}$": "three capital letters (ISO 3166 alpha-3)",
    r"^[A-Z]{2}$": "two capital letters (ISO 3166 alpha-2)",
}
EXPECTED = {
    "string_type": "a text",
    "string_too_short": "a text",
    "string_too_long": "at most {max_length} characters",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number of at least {ge:g}",
    "less_than": "a number below {lt:g}",
    "less_than_equal": "a number of at most {le:g}",
    "tuple_type": "a list, such as [one, two]",
    "too_short": "at least {min_length}",
    "too_long": "at most {max_length}",
    "dict_type": "a mapping (key: value)",
    "model_type": "a record (key: value)",
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    "date_type": "a date such as 2026-01-31",
    "date_parsing": "a date such as 2026-01-31",
    "date_from_datetime_parsing": "a date such as 2026-01-31",
    "date_from_datetime_inexact": "a date such as 2026-01-31",
}
"""pydantic's kind of error -> what was expected instead, to be filled with the error's context."""


def problems_of(file: str, record: str, kind: Any, error: ValidationError) -> Iterator[Problem]:
    """The problems of one record, of which `kind` is the type."""
    for detail in error.errors(include_url=False):
        wrong, expected, hint = _sentence(kind, detail)
        yield Problem(file, record, wrong, expected, hint)


def _sentence(kind: Any, detail: ErrorDetails) -> tuple[str, str, str | None]:
    path = _path(detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(kind, detail["loc"], path)
        case "missing":
            return f"{path} is missing", expected_by(type_at(kind, detail["loc"])), None
        case "value_error":
            return _own_words(path, detail)
        case _:
            return _wrong_value(path, detail)


def _path(location: Location) -> str:
    return ".".join(str(part) for part in location if part != "[key]")


def _unknown_key(kind: Any, location: Location, path: str) -> tuple[str, str, str | None]:
    keys = list(type_at(kind, location[:-1]).model_fields)
    return f"{path} is an unknown key", f"one of {listed(keys, limit=30)}", nearest(str(location[-1]), keys)


def _own_words(path: str, detail: ErrorDetails) -> tuple[str, str, str | None]:
    """A sentence of the schema, which are written as "what is wrong; expected what"."""
    wrong, _, expected = str(detail["ctx"]["error"]).partition("; expected ")
    return f"{path}: {wrong}" if path else wrong, expected or "what advisor/knowledge/schema says", None


def _wrong_value(path: str, detail: ErrorDetails) -> tuple[str, str, str | None]:
    wrong = f"{path} {_is(detail)}".strip()
    return wrong, _expected(detail), _hint(detail)


def _is(detail: ErrorDetails) -> str:
    value = detail["input"]
    if detail["loc"] and detail["loc"][-1] == "[key]":
        return "is no usable key"
    if value is None or value == "":
        return "is empty"
    if isinstance(value, list | tuple | dict):
        return f"is a {_kind_of(value)} of {len(value)}"
    if isinstance(value, bool):
        return f"is {str(value).lower()}"
    return f"is {value[:60]!r}" if isinstance(value, str) else f"is {value}"


def _kind_of(value: object) -> str:
    return "mapping" if isinstance(value, dict) else "list"


def _expected(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "string_pattern_mismatch":
        return PATTERNS[context["pattern"]]
    if detail["type"] not in EXPECTED:
        return detail["msg"]
    return EXPECTED[detail["type"]].format(**context)


def _hint(detail: ErrorDetails) -> str | None:
    """Nearest of the allowed words; or quotes, where a colon has made a mapping of a text."""
    value = detail["input"]
    if detail["type"] in {"enum", "literal_error"}:
        allowed = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        return nearest(str(value), allowed.split(", "))
    if detail["type"] == "string_type" and isinstance(value, dict) and len(value) == 1:
        return '"' + ": ".join(str(part) for part in next(iter(value.items()))) + '"'
    return None


def type_at(kind: Any, location: Location) -> Any:
    """The type that stands at a location inside a type."""
    for part in location:
        kind = _inside(_plain(kind), part)
    return _plain(kind)


def _plain(kind: Any) -> Any:
    """A type without the `None` that may stand instead of it, and without its constraints."""
    if hasattr(kind, "__metadata__"):
        return kind.__origin__
    others = [one for one in get_args(kind) if one is not type(None)]
    return _plain(others[0]) if type(None) in get_args(kind) else kind


def _inside(kind: Any, part: int | str) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_fields[str(part)].annotation
    arguments = get_args(kind)
    return arguments[1] if get_origin(kind) is dict else arguments[0]


def expected_by(kind: Any) -> str:
    """What a type expects, in words: what it answers to something that it can never be."""
    try:
        TypeAdapter(kind).validate_python(object())
    except ValidationError as error:
        return _expected(error.errors()[0])
    raise TypeError(f"{kind} takes anything")  # pragma: no cover - no field of ours does

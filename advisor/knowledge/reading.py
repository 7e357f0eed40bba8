"""YAML file -> plain mapping, refusing what an editor cannot have meant."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from yaml import MappingNode, MarkedYAMLError, YAMLError  # type: ignore[import-untyped]  # no stubs in our environment
from yaml.constructor import SafeConstructor  # type: ignore[import-untyped]
from yaml.cyaml import CParser  # type: ignore[import-untyped]  # 15 times as fast as what is written in Python
from yaml.reader import ReaderError  # type: ignore[import-untyped]
from yaml.resolver import BaseResolver  # type: ignore[import-untyped]

from advisor.knowledge.problems import Problem, listed

HINTS = {
    "mapping values are not allowed": "a text with a colon in it between quotes",
    "sequence entries are not allowed": "a text that starts with a dash between quotes, or the list on a new line",
    "cannot start any token": "a text that starts with a sign between quotes",
    "found unexpected end of stream": "the closing quote",
    "did not find expected ',' or": "the closing bracket",
    "did not find expected key": "a text with quotes in it between the other kind of quotes",
    "could not find expected ':'": "`key: value`, or a text of several lines indented under `key: >-`",
    "but found another document": "one document a file, without `---` in the middle",
    "could not determine a constructor": "a text that starts with ! between quotes",
}
"""What the YAML library says -> what an editor most likely has to write."""
YAML_1_2 = {
    "null": r"(~|null|Null|NULL|)",
    "bool": r"(true|True|TRUE|false|False|FALSE)",
    "int": r"[-+]?(0|[1-9][0-9]*)",
    "float": r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?",
    "float beyond numbers": r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
}
"""What is no text where no quotes stand. The library's own rules are of YAML 1.1, where NO (Norway) means false."""


class _Loader(CParser, SafeConstructor, BaseResolver):  # type: ignore[misc]  # untyped
    """Reads YAML 1.2 and notes every duplicate key, where the library would keep the last in silence."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - declared so by the library
        None: [(f"tag:yaml.org,2002:{kind.split()[0]}", re.compile(f"(?:{rule})$")) for kind, rule in YAML_1_2.items()]
    }

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        SafeConstructor.__init__(self)
        BaseResolver.__init__(self)
        self.duplicates: list[tuple[int, str]] = []

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        kept: dict[str, tuple[Any, Any]] = {}
        for key, value in node.value:
            if str(key.value) in kept:
                self.duplicates.append((key.start_mark.line + 1, str(key.value)))
            kept.setdefault(str(key.value), (key, value))
        node.value = list(kept.values())
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read_records(path: Path) -> tuple[dict[Any, Any], list[Problem]]:
    """The records of one file by id, and what is wrong with the file. No records are given if it cannot be read."""
    text, problem = _read_text(path)
    if problem:
        return {}, [problem]
    return _parse(path.name, text)


def _read_text(path: Path) -> tuple[str, Problem | None]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return "", Problem(path.name, "", "is missing", f"the file in {path.parent}")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return "", Problem(path.name, "", f"line {line} is not UTF-8", "the file saved with the encoding UTF-8")
    except OSError as error:
        return "", Problem(path.name, "", f"cannot be read ({error.strerror})", "a file that may be read")
    return text, _tabs(path.name, text)


def _tabs(file: str, text: str) -> Problem | None:
    lines = [str(number) for number, line in enumerate(text.splitlines(), start=1) if "\t" in line]
    if not lines:
        return None
    word = "line" if len(lines) == 1 else "lines"
    return Problem(file, "", f"has a tab on {word} {listed(lines)}", "spaces")


def _parse(file: str, text: str) -> tuple[dict[Any, Any], list[Problem]]:
    try:
        loader = _Loader(text)
        content = loader.get_single_data()
    except (YAMLError, ValueError) as error:
        return {}, [_unreadable(file, text, error)]
    repeated = [_repeated(file, key, line) for line, key in sorted(loader.duplicates)]
    if isinstance(content, dict) and content:
        return content, repeated
    wrong = "is a list" if isinstance(content, list) else "is a text" if content else "is empty"
    return {}, [Problem(file, "", wrong, "a mapping from ids to records"), *repeated]


def _repeated(file: str, key: str, line: int) -> Problem:
    return Problem(file, "", f"line {line} gives {key} a second time", "each key once")


def _unreadable(file: str, text: str, error: Exception) -> Problem:
    said = _said(error)
    hints = (hint for sign, hint in HINTS.items() if sign in said)
    return Problem(file, "", f"line {_line(text, error)} is not YAML ({said})", next(hints, "readable YAML"))


def _said(error: Exception) -> str:
    if isinstance(error, MarkedYAMLError):
        return re.sub(r"\s+", " ", error.problem)
    return "a control character" if isinstance(error, ReaderError) else str(error)


def _line(text: str, error: Exception) -> int:
    """The line that the library means, or where the quote or bracket opened; the last one where it does not say."""
    if isinstance(error, MarkedYAMLError):
        opened = "quoted scalar" in str(error.context) or "flow" in str(error.context)
        mark = error.context_mark if opened else error.problem_mark
        return int(mark.line) + 1
    content = text.encode()
    return content.count(b"\n", 0, getattr(error, "position", len(content))) + 1

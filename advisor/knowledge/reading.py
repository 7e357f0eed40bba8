"""YAML file -> plain mapping, refusing what an editor cannot have meant."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from advisor.knowledge.problems import Problem, listed

HINTS = {
    "mapping values are not allowed here": "a text with a colon in it between quotes",
    "sequence entries are not allowed here": "a text that starts with a dash between quotes, or the list on a new line",
    "that cannot start any token": "a text that starts with a sign between quotes",
    "found unexpected end of stream": "the closing quote",
    "got '<stream end>'": "the closing bracket",
    "but found '<scalar>'": "a text with quotes in it between the other kind of quotes",
    "could not find expected ':'": "`key: value`, or a text of several lines indented under `key: >-`",
    "but found another document": "one document a file, without `---` in the middle",
    "could not determine a constructor": "a text that starts with ! between quotes",
}
"""What the YAML library says -> what an editor most likely has to write."""
TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Constructor(SafeConstructor):
    """Notes every duplicate key, where the library stops at the first; leaves dates as the records want them."""

    def __init__(self, preserve_quotes: bool | None = None, loader: YAML | None = None) -> None:
        super().__init__(preserve_quotes, loader)
        self.yaml_constructors = {**self.yaml_constructors, TIMESTAMP: SafeConstructor.construct_yaml_str}
        self.duplicates: list[tuple[int, str]] = []

    def check_mapping_key(
        self, node: object, key_node: Node, mapping: Container[object], key: object, value: object
    ) -> bool:
        if key not in mapping:
            return True
        self.duplicates.append((key_node.start_mark.line + 1, str(key)))
        return False


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
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        content = yaml.load(text)
    except (YAMLError, ValueError) as error:
        return {}, [_unreadable(file, text, error)]
    repeated = [_repeated(file, key, line) for line, key in sorted(yaml.constructor.duplicates)]
    if isinstance(content, dict) and content:
        return content, repeated
    wrong = "is empty" if not content else f"is a {type(content).__name__}"
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
    """The line that the library means; the last one where it does not say."""
    if isinstance(error, MarkedYAMLError):
        line: int = error.problem_mark.line + 1
        return line
    return text.count("\n", 0, getattr(error, "position", len(text))) + 1

"""What stands wrongly in a file as YAML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advisor.knowledge.reading import read_records

MAPPING = "expected a mapping from ids to records"

BROKEN = {
    "empty": ("", f"wording.yml: is empty; {MAPPING}"),
    "comments only": ("# Texts\n", f"wording.yml: is empty; {MAPPING}"),
    "a list": ("- hello\n- bye\n", f"wording.yml: is a list; {MAPPING}"),
    "a text": ("hello\n", f"wording.yml: is a text; {MAPPING}"),
    "a key twice": (
        "busy: a\nhello: b\nbusy: c\n",
        "wording.yml: line 3 gives busy a second time; expected each key once",
    ),
    "a tab": ("hello:\n\ta: b\n", "wording.yml: has a tab on line 2; expected spaces"),
    "tabs": ("hello:\n\ta: b\n\tc: d\n", "wording.yml: has a tab on lines 2, 3; expected spaces"),
    "a colon in a text": (
        "hello: a\nbusy: Wait: not long\n",
        "wording.yml: line 2 is not YAML (mapping values are not allowed in this context); "
        "expected a text with a colon in it between quotes",
    ),
    "a dash before a text": (
        "hello: - a\n",
        "wording.yml: line 1 is not YAML (block sequence entries are not allowed in this context); "
        "expected a text that starts with a dash between quotes, or the list on a new line",
    ),
    "a percent sign before a text": (
        "hello: %a\n",
        "wording.yml: line 1 is not YAML (found character that cannot start any token); "
        "expected a text that starts with a sign between quotes",
    ),
    "an open quote": (
        'hello: "a\n',
        "wording.yml: line 1 is not YAML (found unexpected end of stream); expected the closing quote",
    ),
    "an open bracket": (
        "hello: [a\n",
        "wording.yml: line 1 is not YAML (did not find expected ',' or ']'); expected the closing bracket",
    ),
    "a quote in quotes": (
        "hello: 'it's'\n",
        "wording.yml: line 1 is not YAML (did not find expected key); "
        "expected a text with quotes in it between the other kind of quotes",
    ),
    "a line without indent": (
        "hello: a\nb\nbusy: c\n",
        "wording.yml: line 3 is not YAML (could not find expected ':'); "
        "expected `key: value`, or a text of several lines indented under `key: >-`",
    ),
    "two documents": (
        "hello: a\n---\nbusy: b\n",
        "wording.yml: line 2 is not YAML (but found another document); "
        "expected one document a file, without `---` in the middle",
    ),
    "an exclamation mark before a text": (
        "hello: !a b\n",
        "wording.yml: line 1 is not YAML (could not determine a constructor for the tag '!a'); "
        "expected a text that starts with ! between quotes",
    ),
    "a control character": (
        "hello: a\nbusy: \x01\n",
        "wording.yml: line 2 is not YAML (a control character); expected readable YAML",
    ),
    "a tag that lies": (
        "hello: !!int many\n",
        "wording.yml: line 2 is not YAML (invalid literal for int() with base 10: 'many'); expected readable YAML",
    ),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_says_where_and_what(tmp_path: Path, text: str, line: str) -> None:
    file = tmp_path / "wording.yml"
    file.write_text(text, encoding="utf-8", newline="\n")
    assert [str(problem) for problem in read_records(file)[1]] == [line]


def test_every_duplicate_is_told_and_the_first_kept(tmp_path: Path) -> None:
    file = tmp_path / "wording.yml"
    file.write_text("a1:\n  x: 1\n  x: 2\nb1: {}\nb1: {y: 1}\n", encoding="utf-8")
    records, problems = read_records(file)
    assert records == {"a1": {"x": 1}, "b1": {}}
    assert [problem.wrong for problem in problems] == ["line 3 gives x a second time", "line 5 gives b1 a second time"]


def test_values_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    file = tmp_path / "values.yml"
    file.write_text("a: [yes, on, 010, 1_000, 12:30, 7, -1, .5, 1e-3, -.inf, true, False, null, ~, '']\nb:\n")
    expected = ["yes", "on", "010", "1_000", "12:30", 7, -1, 0.5, 0.001, float("-inf"), True, False, None, None, ""]
    assert read_records(file)[0] == {"a": expected, "b": None}


def test_words_that_older_yaml_takes_for_yes_and_no_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "countries.yml"
    file.write_text("NOR: {iso2: NO, said: yes, on: 2026-02-30}\n", encoding="utf-8")
    assert read_records(file)[0] == {"NOR": {"iso2": "NO", "said": "yes", "on": "2026-02-30"}}


def test_a_missing_file(tmp_path: Path) -> None:
    _, [problem] = read_records(tmp_path / "wording.yml")
    assert str(problem) == f"wording.yml: is missing; expected the file in {tmp_path}"


def test_a_file_that_is_a_directory(tmp_path: Path) -> None:
    (tmp_path / "wording.yml").mkdir()
    _, [problem] = read_records(tmp_path / "wording.yml")
    assert str(problem) == "wording.yml: cannot be read (Is a directory); expected a file that may be read"


def test_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "wording.yml").write_bytes("hello: a\nbusy: Ça va\n".encode("latin-1"))
    _, [problem] = read_records(tmp_path / "wording.yml")
    assert str(problem) == "wording.yml: line 2 is not UTF-8; expected the file saved with the encoding UTF-8"


NUMBER_TO_YAML_ALONE = re.compile(r"[-+]?\.[0-9]+[eE][0-9]+")
"""YAML 1.2 says that this is a number (10.3.2); ruamel.yaml takes it for words and writes it without quotes."""
WORDS = st.text("aeNOyes0123:.-+_ '\"#é\n").filter(lambda text: NUMBER_TO_YAML_ALONE.fullmatch(text) is None)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc_", min_size=1), inner),
    max_leaves=8,
)


@given(records=st.dictionaries(st.text("abc_", min_size=1), VALUES, min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_another_yaml_1_2_library_writes_is_read_as_it_was(tmp_path: Path, records: dict[str, object]) -> None:
    file = tmp_path / "records.yml"
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    with file.open("w", encoding="utf-8") as opened:
        yaml.dump(records, opened)
    assert read_records(file) == (records, [])


@given(text=st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@`#?,.0 \n\t~<="), max_size=30))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_gives_records_or_problems(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wording.yml"
    file.write_text(text, encoding="utf-8")
    records, problems = read_records(file)
    assert records or problems

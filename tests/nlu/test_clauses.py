"""A message taken apart into clauses: tests/nlu/clauses.yml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.nlu.clauses import Clause, split
from advisor.nlu.language import LanguageError, load_language
from advisor.nlu.text import words_of

TABLE = Path(__file__).with_name("clauses.yml")
FLAGS = [field.name for field in fields(Clause) if field.name != "text"]
PIECES = ["we", "export", "not", "Japan", ",", ".", "?", "and", "but", "if", "plan to", "until 2019", "\n", "Co.", "-"]


def cases() -> Iterator[Any]:
    for case in yaml.safe_load(TABLE.read_text("utf-8")):
        yield pytest.param(case["said"], case["clauses"], id=case["said"])


def told(clause: Clause) -> dict[str, list[str]]:
    return {clause.text: [flag for flag in FLAGS if getattr(clause, flag)]}


@pytest.mark.parametrize(("said", "clauses"), list(cases()))
def test_a_message_falls_into_clauses_that_say_what_they_are(said: str, clauses: list[dict[str, list[str]]]) -> None:
    assert [told(clause) for clause in split(said)] == [
        {text: sorted(flags, key=FLAGS.index) for text, flags in clause.items()} for clause in clauses
    ]


def test_a_plan_a_question_and_another_s_deed_are_no_facts() -> None:
    assert [Clause("x", **{flag: True}).is_fact for flag in FLAGS] == [flag in ("negated", "ended") for flag in FLAGS]
    assert Clause("x").is_deed
    assert not Clause("x", negated=True).is_deed


def test_a_language_without_words_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(LanguageError, match="expected one of en"):
        load_language("xx")


def test_a_language_is_read_once() -> None:
    assert load_language("en") is load_language("en")


@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_falls_into_clauses_that_keep_its_words(text: str) -> None:
    clauses = split(text)
    assert all(words_of(clause.text) for clause in clauses)
    assert [word for clause in clauses for word in words_of(clause.text)] == words_of(text)

"""How problems read, and which word is offered."""

from __future__ import annotations

import pytest

from advisor.knowledge.problems import KnowledgeError, Problem, listed, nearest, nearest_named

STAGES = ["preparation", "active_engagement", "growth_and_expansion"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("prepration", "preparation"), ("Growth", "growth_and_expansion"), ("sale", None), ("", None)],
)
def test_the_word_probably_meant(word: str, meant: str | None) -> None:
    assert nearest(word, STAGES) == meant


@pytest.mark.parametrize(("word", "meant"), [("Laos", "LAO"), ("LOA", "LAO"), ("Lao", "LAO"), ("zzz", None)])
def test_a_record_is_found_by_its_names_too(word: str, meant: str | None) -> None:
    assert nearest_named(word, {"LAO": ["Lao PDR", "Laos"], "THA": ["Thailand"]}) == meant


def test_a_problem_reads_as_one_line() -> None:
    problem = Problem("stages.yml", "growth", "nmae is an unknown key", "one of name", "name")
    assert str(problem) == "stages.yml: growth: nmae is an unknown key; expected one of name; did you mean name?"


def test_a_problem_of_a_whole_file_names_no_record() -> None:
    assert str(Problem("stages.yml", "", "is empty", "records")) == "stages.yml: is empty; expected records"


def test_the_error_prints_one_line_a_problem() -> None:
    problem = Problem("stages.yml", "", "is empty", "records")
    error = KnowledgeError([problem, problem])
    assert error.problems == (problem, problem)
    assert str(error) == f"{problem}\n{problem}"
    assert isinstance(error, ValueError)


def test_long_lists_are_cut() -> None:
    assert listed("abc", limit=3) == "a, b, c"
    assert listed("abcd", limit=3) == "a, b, c ... (4 in all)"

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.banking77 import FOLDER, HEAD, TEST, TRAIN, main, measured, one_core, read, score
from bench.pipeline import Example, Pipeline, configured

WANTED = 0.84

GREETINGS = "text,intent\nhello,greet\ngood morning,greet\nbye,goodbye\nsee you tomorrow,goodbye\n"

pytestmark = pytest.mark.slow


@pytest.fixture
def little(tmp_path: Path) -> Path:
    for name in (TRAIN, TEST):
        (tmp_path / name).write_text(GREETINGS, "utf-8")
    return tmp_path


@pytest.mark.skipif(
    not FOLDER.is_dir() and "CI" not in os.environ, reason=f"BANKING77 is not in {FOLDER}, where CI has it"
)
def test_ten_examples_an_intent_are_enough() -> None:
    pipeline = Pipeline.train(configured(), read(FOLDER / TRAIN))
    assert score(pipeline, read(FOLDER / TEST)) >= WANTED


def test_a_row_tells_how_well_and_how_fast(little: Path) -> None:
    row = measured(configured(), little)
    assert len(row) == len(HEAD)
    assert row[:2] == ("this project's", "1.000")
    assert row[2].endswith(" s")
    assert row[3].endswith(" ms")


def test_the_table_stands_beside_what_was_published(little: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(little)]) == 0
    printed = capsys.readouterr().out
    assert "| this project's | 1.000 |" in printed
    assert "| Rasa 3.6.21, default DIET pipeline | 0.648 |" in printed


def test_without_the_data_it_says_how_to_name_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "elsewhere")]) == 0
    assert "python -m bench.banking77 FOLDER" in capsys.readouterr().out


def test_examples_are_read_as_written(little: Path) -> None:
    assert read(little / TRAIN)[1] == Example("good morning", "greet")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not hold processes to cores")
def test_one_core_is_one_core_for_a_while() -> None:
    before = os.sched_getaffinity(0)
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before

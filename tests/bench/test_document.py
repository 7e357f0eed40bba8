"""Figures go between their marks, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.document import BENCHMARKS, NoSuchSectionError, circumstances, write_section


def test_a_section_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    document = tmp_path / "figures.md"
    document.write_text("Before\n<!-- bench:turns -->\nold\n<!-- end:turns -->\nAfter\n", "utf-8")
    for line in ("new", "newer"):
        write_section(document, "turns", [line])
    assert document.read_text("utf-8") == "Before\n<!-- bench:turns -->\nnewer\n<!-- end:turns -->\nAfter\n"


def test_a_document_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "figures.md"
    document.write_text("Before\n", "utf-8")
    with pytest.raises(NoSuchSectionError, match="bench:turns"):
        write_section(document, "turns", ["new"])
    assert document.read_text("utf-8") == "Before\n"


def test_the_document_has_a_place_for_each_bench_that_writes() -> None:
    text = BENCHMARKS.read_text("utf-8")
    assert "<!-- bench:turns -->" in text


def test_circumstances_say_when_and_on_what() -> None:
    assert circumstances().startswith("Measured on ")
    assert "cores, Python 3." in circumstances()

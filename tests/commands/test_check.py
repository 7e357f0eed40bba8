"""`python -m advisor check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.__main__ import main
from tests.knowledge.builders import small, spoilt, write

SUMMARY = """\
Records
  stages       3
  constraints  3
  questions    4
  next_steps   9
  sources      2
  countries    3
  priors       5
  faq          2
  wording      2
  told         0

Questions
  basics       2
  evidence     1
  constraints  1

Next steps and verified sources by constraint
  market_choice   3 steps, 1 source
  first_contacts  3 steps, 1 source
  standards       3 steps, 0 sources

Sources of one economy, and its verified national bodies
  Thailand  1 source, 1 verified national

Constraints without a verified source: standards
Unverified sources, which firms never see: none
Asia-Pacific economies without a verified national body: VNM
"""


def test_a_whole_knowledge_is_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, small())
    assert main(["check", "--directory", str(tmp_path)]) == 0
    assert capsys.readouterr().out == SUMMARY


def test_an_unverified_national_body_does_not_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = spoilt("sources.chamber.evidence", "unverified")
    for step in files["next_steps"].values():
        del step["sources"]
    write(tmp_path, files)
    assert main(["check", "--directory", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "Thailand  1 source, 0 verified national" in out
    assert "Unverified sources, which firms never see: chamber" in out


def test_problems_are_printed_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, spoilt("stages.preparation.name", 5))
    assert main(["check", "--directory", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"stages.yml: preparation: name is 5; expected a text\n\n1 problem in {tmp_path}\n"
    )

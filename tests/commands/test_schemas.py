"""`python -m advisor schemas`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from advisor.__main__ import main
from advisor.commands.schemas import schemas
from advisor.settings import ROOT
from tests.knowledge.builders import small, spoilt


def errors(file: str, records: dict[Any, Any]) -> list[str]:
    validator = Draft202012Validator(json.loads(schemas()[f"{file}.json"]))
    return [error.message for error in validator.iter_errors(records)]


def test_the_schemas_in_the_repository_are_current() -> None:
    folder = ROOT / "knowledge" / "schemas"
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    assert written == schemas(), "run `python -m advisor schemas` and commit what it writes"


def test_one_schema_is_written_for_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "schemas"
    assert main(["schemas", "--directory", str(folder)]) == 0
    assert {path.name for path in folder.iterdir()} == set(schemas())
    assert capsys.readouterr().out == f"9 schemas written to {folder}\n"


@pytest.mark.parametrize("file", sorted(small()))
def test_editors_accept_what_the_loader_accepts(file: str) -> None:
    assert errors(file, small()[file]) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("questions.sells.options.goods.titel", "x"),
        ("questions.Sells", {}),
        ("constraints.standards.prior.preparation", 1.5),
        ("stages.growth", {}),
    ],
)
def test_editors_refuse_what_the_loader_refuses(path: str, value: object) -> None:
    file = path.partition(".")[0]
    assert errors(file, spoilt(path, value)[file]) != []


def test_editors_show_what_a_field_is_for() -> None:
    step = json.loads(schemas()["next_steps.json"])["$defs"]["NextStep"]
    assert step["properties"]["effort"]["description"] == 'Working time ("two days").'

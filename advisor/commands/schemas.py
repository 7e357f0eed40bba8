"""Write the JSON Schemas with which editors check and complete the knowledge files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from advisor.knowledge.loader import FILES
from advisor.knowledge.schema import Knowledge
from advisor.settings import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The directory to write to."""
    parser.add_argument("--directory", type=Path, default=ROOT / "knowledge" / "schemas", help="where to write")


def run(arguments: argparse.Namespace) -> int:
    """Write one schema for each knowledge file."""
    arguments.directory.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (arguments.directory / name).write_text(schema, encoding="utf-8")
    print(f"{len(FILES)} schemas written to {arguments.directory}")
    return 0


def schemas() -> dict[str, str]:
    """File name -> JSON Schema of that knowledge file."""
    return {f"{field}.json": _schema(field) for field in FILES}


def _schema(field: str) -> str:
    records: Any = Knowledge.model_fields[field].annotation
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{field}.yml",
        **_strict(TypeAdapter(records).json_schema()),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _strict(part: Any) -> Any:  # noqa: ANN401 - JSON
    """The same schema, refusing keys that do not match the pattern of ids."""
    if isinstance(part, list):
        return [_strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    strict = {key: _strict(value) for key, value in part.items()}
    return {**strict, "additionalProperties": False} if "patternProperties" in strict else strict

"""Which databases this version works with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from advisor.store.migrate import SchemaError, check_current, upgrade


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "advisor.db"


def address(file: Path) -> str:
    return f"sqlite:///{file}"


def set_revision(file: Path, revision: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_a_current_one(file: Path) -> None:
    upgrade(address(file))
    check_current(address(file))


def test_none(file: Path) -> None:
    with pytest.raises(SchemaError, match=r"at schema none.*python -m advisor database"):
        check_current(address(file))


def test_an_older_one_is_refused_until_it_is_upgraded(file: Path) -> None:
    upgrade(address(file), "0001")
    with pytest.raises(SchemaError, match="at schema 0001"):
        check_current(address(file))
    upgrade(address(file))
    check_current(address(file))


def test_a_newer_one_is_left_alone(file: Path) -> None:
    upgrade(address(file))
    set_revision(file, "9999")
    with pytest.raises(SchemaError, match="9999, which this version does not know"):
        check_current(address(file))
    with pytest.raises(SchemaError, match="restore the backup"):
        upgrade(address(file))

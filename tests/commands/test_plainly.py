"""What operators read when a process will not start."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import OperationalError

from advisor.commands._plainly import Refused, plainly
from advisor.knowledge.problems import KnowledgeError, Problem
from advisor.settings import Settings
from advisor.store.database import DatabaseUrlError
from advisor.store.migrate import SchemaError


class Other(BaseModel):
    number: int


def of_settings() -> ValidationError:
    with pytest.raises(ValidationError) as raised:
        Settings(channel_secret="hunter2", _env_file=None)  # type: ignore[arg-type]
    return raised.value


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KnowledgeError([Problem("faq.yml", "", "cannot be read", "YAML")]), "faq.yml: cannot be read"),
        (of_settings(), "ADVISOR_CHANNEL_SECRET: "),
        (DatabaseUrlError("starts with mysql://"), "starts with mysql://"),
        (SchemaError("the database is at schema 0001"), "the database is at schema 0001"),
        (Refused("the secrets differ"), "the secrets differ"),
        (OperationalError("SELECT 1", {}, Exception("password of hunter2")), "the database cannot be used"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_it_is_told_in_words_with_what_to_do(error: Exception, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, plainly("gateway"):
        raise error

    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert told.startswith("The gateway does not start:\n")
    assert words in told
    assert "What to do: " in told
    assert "hunter2" not in told


def test_a_fault_of_ours_stays_a_traceback() -> None:
    with pytest.raises(ValidationError), plainly("gateway"):
        Other.model_validate({})

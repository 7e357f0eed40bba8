"""What an operator can mend is told in plain words, not as a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from advisor.knowledge.problems import KnowledgeError
from advisor.ops.local_secrets import faults_of
from advisor.settings import KnowledgeSettings, Settings
from advisor.store.database import DatabaseUrlError
from advisor.store.migrate import SchemaError


class Refused(Exception):
    """A process that will not start, and what to do about it."""


@contextmanager
def plainly(what: str) -> Iterator[None]:
    """End this process with exit code 1 and one message if it cannot do what it was started for.

    Raises:
        SystemExit: it cannot.
    """
    try:
        yield
    except KnowledgeError as error:
        _end(what, str(error), "mend these files; `python -m advisor check` says whether they are well.")
    except ValidationError as error:
        if error.title not in (Settings.__name__, KnowledgeSettings.__name__):
            raise
        _end(what, faults_of(error), "mend them in .env; .env.example says what each means.")
    except (DatabaseUrlError, SchemaError, Refused) as error:
        _end(what, str(error), "then start it again.")
    except SQLAlchemyError as error:
        # Without its message, which may hold the address with its password.
        seen = f"the database cannot be used ({type(error).__name__})"
        _end(what, seen, "see that the database of ADVISOR_DATABASE_URL runs, is yours to use and has room.")


def _end(what: str, seen: str, todo: str) -> None:
    print(f"The {what} does not start:\n{seen}\nWhat to do: {todo}", file=sys.stderr)
    raise SystemExit(1)

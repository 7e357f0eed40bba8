"""Bring the database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event

from advisor.store.database import make_folder, set_pragmas, sync_url

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database has another schema than this code works with."""


def upgrade(url: str, revision: str = "head") -> None:
    """Create or migrate the database at `url`. Does nothing where it is current.

    Raises:
        SchemaError: it was set up by a newer version of the advisor.
    """
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            _refuse_newer(connection)
            command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()


def check_current(url: str) -> None:
    """Refuse a database that is not at the schema of this code. Changes nothing.

    Raises:
        SchemaError: it is older, newer or not set up at all.
    """
    engine = create_engine(sync_url(url), hide_parameters=True)
    try:
        with engine.connect() as connection:
            _refuse_newer(connection)
            if (found := _revision(connection)) != _newest():
                raise SchemaError(
                    f"the database is at schema {found or 'none'}, and this version works with {_newest()}; "
                    "run `python -m advisor database`, which brings it up to date and keeps what is in it"
                )
    finally:
        engine.dispose()


def _refuse_newer(connection: Connection) -> None:
    found = _revision(connection)
    if found is not None and found not in {script.revision for script in _scripts().walk_revisions()}:
        raise SchemaError(
            f"the database is at schema {found}, which this version does not know: a newer one set it up; "
            "run that version, or restore the backup from before the upgrade"
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str:
    return str(_scripts().get_current_head())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _engine(url: str) -> Engine:
    address = sync_url(url)
    make_folder(address)
    engine = create_engine(address, hide_parameters=True)
    if address.get_backend_name() == "sqlite":
        with engine.connect() as connection:
            # Stays with the file. Must be set outside a transaction.
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        event.listen(engine, "connect", set_pragmas)
    return engine


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config

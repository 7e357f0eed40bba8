"""Bring the database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event

from advisor.store.database import make_folder, set_pragmas, sync_url

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Create or migrate the database at `url`. Does nothing where it is current."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()


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

"""Create the database, or bring it to the newest schema."""

from __future__ import annotations

import argparse

from sqlalchemy import make_url

from advisor.commands._plainly import plainly
from advisor.settings import load_settings
from advisor.store.migrate import upgrade


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: where the database is stands in the settings."""


def run(_: argparse.Namespace) -> int:
    """Upgrade to head."""
    with plainly("database"):
        url = load_settings().database_url
        upgrade(url)
    print(f"The database is ready: {make_url(url).render_as_string(hide_password=True)}")
    return 0

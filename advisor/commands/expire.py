"""Erase conversations in which the firm has not written for ADVISOR_RETENTION_DAYS."""

from __future__ import annotations

import argparse
import asyncio
import time

from advisor.settings import load_settings
from advisor.store.database import Database
from advisor.store.retention import Retention

WRONG_USE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How old they must be."""
    parser.add_argument("--days", type=_days, help="instead of ADVISOR_RETENTION_DAYS")


def run(arguments: argparse.Namespace) -> int:
    """Erase them, and say how many there were."""
    settings = load_settings()
    days = arguments.days or settings.retention_days
    if not days:
        print("Nothing is set to expire: set ADVISOR_RETENTION_DAYS, or say after how many days with --days.")
        return WRONG_USE
    erased = asyncio.run(_expire(settings.database_url, days))
    print(f"Erased {erased} conversations in which nobody wrote for {days} days.")
    return 0


async def _expire(url: str, days: int) -> int:
    async with Database(url) as database:
        return await Retention(database).expire(days, time.time())


def _days(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise argparse.ArgumentTypeError(f"{value!r} is no number of days; expected 1 or more")
    return int(value)

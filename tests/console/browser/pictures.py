"""`python -m tests.console.browser.pictures [FOLDER]`: the console's pictures in docs/images, taken anew."""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from advisor.commands.gateway import console
from advisor.core.report import report
from advisor.gateway.app import create_app
from advisor.knowledge.loader import load_knowledge
from advisor.settings import ROOT, Settings
from advisor.store.database import Database
from advisor.store.migrate import upgrade
from tests.console.browser import scene
from tests.console.browser.desk import NARROW, WIDE, Desk, started
from tests.gateway.conftest import serve
from tests.gateway.fakes import FakeRasa

PAGES = {
    "list": "",
    "conversation": f"/conversations/{scene.KEY}",
    "numbers": "/numbers?days=all",
    "handovers": "/handovers",
    "handover": f"/conversations/{scene.TALKING}#reply",
}
LOOKS: dict[str, dict[str, Any]] = {
    "": {"viewport": WIDE},
    "-dark": {"viewport": WIDE, "color_scheme": "dark"},
    "-phone": {"viewport": NARROW},
    "-phone-dark": {"viewport": NARROW, "color_scheme": "dark"},
}


async def take(folder: Path) -> None:
    """Every page in every look."""
    with tempfile.TemporaryDirectory(prefix="advisor-pictures-") as name:
        url = f"sqlite:///{name}/advisor.db"
        upgrade(url)
        knowledge = load_knowledge(ROOT / "knowledge")
        settings = Settings(
            channel_secret=SecretStr(secrets.token_urlsafe(32)),
            database_url=url,
            requests_per_minute=10_000,
            _env_file=None,
        )
        async with Database(url) as database, started() as browser:
            await scene.set_up(database, url, knowledge)
            app = create_app(settings, knowledge, partial(report, knowledge), FakeRasa(database), annex=console)
            async with serve(app, settings) as address:
                for look, options in LOOKS.items():
                    mei = await Desk.taken(browser, address, scene.READER, **options)
                    for page, path in PAGES.items():
                        await mei.opens(path)
                        await mei.picture(folder / f"console-{page}{look}.png")
                    await mei.leaves()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"))

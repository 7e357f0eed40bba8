"""The gateway with its real parts put together."""

from __future__ import annotations

from litestar import Litestar

from advisor.gateway.wiring import build_app
from advisor.settings import Settings
from tests.gateway.conftest import connect


async def test_the_parts_fit(settings: Settings, database: object) -> None:
    """Without Rasa and the action server, which is what their ports lead to here."""
    nobody = settings.model_copy(update={"rasa_port": 1, "actions_port": 1})

    app = build_app(nobody)

    assert isinstance(app, Litestar)
    async with connect(app) as client:
        health = (await client.get("/health")).json()
    assert health == {"status": "degraded", "rasa": "down", "actions": "down", "database": "ok", "telegram": "off"}

"""The gateway with its real parts put together."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from litestar import Litestar

from advisor.gateway.wiring import build_app
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from tests.gateway.conftest import connect


def module(name: str, **contents: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(contents)
    return made


async def test_the_parts_fit(
    settings: Settings, knowledge: Knowledge, database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Rasa and the action server, which is what their ports lead to here."""
    loaded: list[Any] = []

    def load_knowledge(directory: object) -> Knowledge:
        loaded.append(directory)
        return knowledge

    monkeypatch.setitem(sys.modules, "advisor.core.report", module("report", report=lambda *_: {}))
    monkeypatch.setitem(sys.modules, "advisor.knowledge.loader", module("loader", load_knowledge=load_knowledge))
    nobody = settings.model_copy(update={"rasa_port": 1, "actions_port": 1})

    app = build_app(nobody)

    assert isinstance(app, Litestar)
    assert loaded == [nobody.knowledge_dir]
    async with connect(app) as client:
        health = (await client.get("/health")).json()
    assert health == {"status": "degraded", "rasa": "down", "actions": "down", "database": "ok"}

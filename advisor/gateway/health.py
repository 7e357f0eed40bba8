"""Whether everything that a conversation needs is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from advisor.gateway.limits import UNLIMITED
from advisor.gateway.rasa_client import Rasa
from advisor.store.database import Database

State = Literal["ok", "down"]
TelegramState = Literal["off", "connecting", "ok", "down"]


class Health(msgspec.Struct):
    """The parts, and whether all of them are there."""

    status: Literal["ok", "degraded"]
    rasa: State
    actions: State
    database: State
    telegram: TelegramState = "off"
    """Does not count for `status`: everybody else can go on without it."""


def _state(is_up: bool) -> State:
    return "ok" if is_up else "down"


class Checkup:
    """Looks at every part."""

    def __init__(self, rasa: Rasa, database: Database, telegram: Callable[[], TelegramState] = lambda: "off") -> None:
        self._rasa = rasa
        self._database = database
        self._telegram = telegram

    async def health(self) -> Health:
        """The state of every part now."""
        parts = await asyncio.gather(self._rasa.is_up(), self._rasa.actions_are_up(), self._database_is_up())
        rasa, actions, database = map(_state, parts)
        return Health("ok" if all(parts) else "degraded", rasa, actions, database, self._telegram())

    async def _database_is_up(self) -> bool:
        try:
            await self._database.check()
        except Exception:  # whatever the reason, it is not usable
            return False
        return True


@get(
    "/health",
    summary="Is everything there?",
    tags=["Operation"],
    opt={UNLIMITED: True},
    responses={503: ResponseSpec(Health, description="Something is not there", generate_examples=False)},
)
async def health(checkup: NamedDependency[Checkup]) -> Response[Health]:
    """200 if conversations work now, else 503."""
    found = await checkup.health()
    return Response(found, status_code=HTTP_200_OK if found.status == "ok" else HTTP_503_SERVICE_UNAVAILABLE)

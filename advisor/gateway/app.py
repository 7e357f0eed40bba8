"""The gateway: one Litestar application from its parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Litestar
from litestar.di import Provide

from advisor.gateway.assessments import Assess, standings
from advisor.gateway.conversations import Conversations, Desk
from advisor.gateway.delivery import Delivery
from advisor.gateway.door import STANDING_OFFERS, Door
from advisor.gateway.health import Checkup, health
from advisor.gateway.limits import AddressLimit, SlidingWindow
from advisor.gateway.openapi import front_door, openapi_config
from advisor.gateway.problems import STATUSES, Problems
from advisor.gateway.rasa_client import Rasa
from advisor.gateway.relay import NOTICES, SLOW, Relay
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.transcript import OPENING

VERSION = "1"
MAX_BODY = 16 * 1024

COMMANDS = {payload: "command_" + payload.removeprefix("/") for payload in STANDING_OFFERS - {OPENING}}
WORDING = (
    "api_title",
    "api_description",
    SLOW,
    *NOTICES.values(),
    *COMMANDS.values(),
    *(f"problem_{key}" for key in STATUSES),
    *(f"problem_{key}_title" for key in STATUSES),
)
"""Every key of wording.yml that the gateway uses."""


class WordingMissingError(ValueError):
    """knowledge/wording.yml lacks texts."""


def create_app(  # noqa: PLR0913 - one place that names all parts
    settings: Settings,
    knowledge: Knowledge,
    assess: Assess,
    rasa: Rasa,
    *,
    database: Database | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Litestar:
    """The application. It closes `rasa` and the database when it ends."""
    wording = checked_wording(knowledge.wording)
    database = database or Database(settings.database_url)
    store = ConversationStore(database)
    delivery = Delivery(store, rasa, standings(assess))
    relay = Relay(store, delivery, wording, patience=settings.rasa_timeout)
    desk = Desk(
        store=store,
        door=Door(store),
        relay=relay,
        delivery=delivery,
        assess=assess,
        messages_limit=SlidingWindow(settings.messages_per_minute, clock),
        titles={payload: wording[key] for payload, key in COMMANDS.items()},
    )
    return Litestar(
        route_handlers=[Conversations, health, front_door],
        dependencies={"desk": _provide(desk), "checkup": _provide(Checkup(rasa, database))},
        middleware=[AddressLimit(SlidingWindow(settings.requests_per_minute, clock))],
        exception_handlers=Problems(wording).handlers(),
        request_max_body_size=MAX_BODY,
        openapi_config=openapi_config(wording["api_title"], wording["api_description"], VERSION),
        # In this order: a turn under way still needs both.
        on_shutdown=[relay.close, rasa.close, database.close],
        # Litestar's own log of errors would hold what firms say.
        logging_config=None,
        debug=False,
    )


def checked_wording(wording: Mapping[str, str]) -> Mapping[str, str]:
    """The wording, if nothing that the gateway may have to say is missing."""
    missing = [key for key in WORDING if key not in wording]
    if missing:
        raise WordingMissingError(f"knowledge/wording.yml lacks {', '.join(missing)}; expected a text for each of them")
    return wording


def _provide(part: Any) -> Provide:  # noqa: ANN401 - any part
    return Provide(lambda: part, sync_to_thread=False)

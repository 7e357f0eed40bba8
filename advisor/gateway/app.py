"""The gateway: one Litestar application from its parts."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from advisor.gateway import pages, plan_page
from advisor.gateway.assessments import Assess, standings
from advisor.gateway.bells import Bells
from advisor.gateway.chores import ROUND_SECONDS, Chores
from advisor.gateway.conversations import Conversations
from advisor.gateway.delivery import Delivery
from advisor.gateway.desk import Desk
from advisor.gateway.door import STANDING_OFFERS, Door
from advisor.gateway.feed import Feed
from advisor.gateway.handovers import WORDING as HANDOVER_WORDING
from advisor.gateway.handovers import Handovers
from advisor.gateway.headers import add_headers
from advisor.gateway.health import Checkup, health
from advisor.gateway.history import History
from advisor.gateway.limits import HOUR, AddressLimit, HeadLimit, SlidingWindow
from advisor.gateway.measured_rasa import MeasuredRasa
from advisor.gateway.metrics import Metrics, MetricsDesk, Stopwatch, show_metrics
from advisor.gateway.openapi import openapi_config
from advisor.gateway.origins import OriginCheck, Origins
from advisor.gateway.pages import STATIC, Pages, first_page
from advisor.gateway.plans import PlanDesk, make_link, show_pdf, show_plan
from advisor.gateway.problems import STATUSES, Problems
from advisor.gateway.rasa_client import Rasa
from advisor.gateway.ratings import rate
from advisor.gateway.relay import NOTICES, SLOW, Relay
from advisor.gateway.second_tries import ROUND_SECONDS as TRY_SECONDS
from advisor.gateway.second_tries import SecondTries
from advisor.gateway.statics import Folder, Statics, asset, page_file, widget
from advisor.gateway.stream import stream
from advisor.gateway.telegram import answers as telegram_answers
from advisor.gateway.telegram.api import BotApi
from advisor.gateway.telegram.service import Telegram
from advisor.gateway.telegram.webhook import webhook
from advisor.gateway.upkeep import Upkeep
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.handovers import HandoverStore
from advisor.store.plan_links import PlanLinkStore
from advisor.store.ratings import RatingStore
from advisor.store.retention import Retention
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
    *pages.WORDING,
    *plan_page.WORDING,
    *telegram_answers.WORDING,
    *HANDOVER_WORDING,
)
"""Every key of wording.yml that the gateway uses."""


class Beside(Protocol):
    """Something that runs beside the requests."""

    async def start(self) -> None:
        """With the application."""

    async def close(self) -> None:
        """Before the database is closed."""


@dataclass(frozen=True)
class Parts:
    """What another entry point, served by the same process, may work with."""

    knowledge: Knowledge
    assess: Assess
    database: Database
    erase: Callable[[str], Awaitable[None]]
    """Erases a conversation, also one in which a turn is under way."""
    handovers: Handovers
    beside: list[Beside] = field(default_factory=list)
    """What runs as long as the application does; the other entry point adds to it."""


Annex = Callable[[Parts], ControllerRouterHandler]
"""Makes routes that the gateway serves and knows nothing of."""


class WordingMissingError(ValueError):
    """knowledge/wording.yml lacks texts."""


def create_app(  # noqa: PLR0913 - the one place that wires the gateway
    settings: Settings,
    knowledge: Knowledge,
    assess: Assess,
    rasa: Rasa,
    *,
    glance: Assess | None = None,
    database: Database | None = None,
    clock: Callable[[], float] = time.monotonic,
    telegram_api: BotApi | None = None,
    annex: Annex | None = None,
    metrics: Metrics | None = None,
) -> Litestar:
    """The application. It closes `rasa`, the line to Telegram and the database when it ends.

    Args:
        glance: `assess` without what takes long to tell, for each turn. `assess` itself where it is not given.
    """
    wording = checked_wording(knowledge.wording)
    metrics = metrics or Metrics()
    rasa = MeasuredRasa(rasa, metrics)
    database = database or Database(settings.database_url)
    bells = Bells()
    our_pages = Pages(wording)
    desk = _desk(settings, wording, assess, rasa, glance=glance or assess, database=database, bells=bells, clock=clock)
    plan_desk = PlanDesk(knowledge, desk.links, desk.delivery, assess, our_pages)
    telegram = (
        None
        if telegram_api is None
        else Telegram(settings, desk, database, telegram_api, make_plan=plan_desk.pdf_of(desk.store), wording=wording)
    )
    origins = Origins(settings.allowed_origins)
    chores = Chores(
        desk.handovers,
        Retention(database),
        handover_hours=settings.handover_hours,
        retention_days=settings.retention_days,
    )
    second_tries = SecondTries(desk.store, desk.relay)
    beside: list[Beside] = [Upkeep(chores.once, ROUND_SECONDS), Upkeep(second_tries.once, TRY_SECONDS)]
    if telegram is not None:
        beside.append(Upkeep(telegram.tidy, ROUND_SECONDS))
    parts = Parts(knowledge, assess, database, desk.relay.erase_in_turn, desk.handovers, beside)
    annexed = [] if annex is None else [annex(parts)]
    return Litestar(
        route_handlers=[
            *(Conversations, stream, rate, make_link, health, show_metrics),
            *(first_page, show_plan, show_pdf, widget, asset, page_file),
            *([webhook] if telegram is not None and telegram.has_webhook else []),
            *annexed,
        ],
        dependencies={
            "desk": _provide(desk),
            "plan_desk": _provide(plan_desk),
            "pages": _provide(our_pages),
            "statics": _provide(_statics(settings)),
            "checkup": _provide(Checkup(rasa, database, lambda: "off" if telegram is None else telegram.line.value)),
            "telegram": _provide(telegram),
            "metrics_desk": _provide(MetricsDesk(metrics, desk.store, settings.metrics_token)),
        },
        middleware=[
            Stopwatch(metrics),
            AddressLimit(SlidingWindow(settings.requests_per_minute, clock)),
            HeadLimit(),
            OriginCheck(origins),
        ],
        before_send=[origins.before_send, add_headers, metrics.before_send],
        exception_handlers=Problems(wording).handlers(),
        request_max_body_size=MAX_BODY,
        openapi_config=openapi_config(our_pages, wording["api_title"], wording["api_description"], VERSION),
        state=State({"bells": bells, "telegram": telegram}),
        on_startup=[*([] if telegram is None else [telegram.start]), *(each.start for each in parts.beside)],
        # In this order: a turn under way still needs what follows.
        on_shutdown=[
            *([] if telegram is None else [telegram.close]),
            *(each.close for each in parts.beside),
            *(desk.relay.close, rasa.close, database.close),
        ],
        # Litestar's own log of errors would hold what firms say.
        logging_config=None,
        debug=False,
    )


def _desk(
    settings: Settings,
    wording: Mapping[str, str],
    assess: Assess,
    rasa: Rasa,
    *,
    glance: Assess,
    database: Database,
    bells: Bells,
    clock: Callable[[], float],
) -> Desk:
    store = ConversationStore(database)
    ratings = RatingStore(database)
    handovers = Handovers(HandoverStore(database), store, rasa, bells, wording)
    staffed = settings.handover_hours > 0
    delivery = Delivery(store, rasa, standings(glance), handovers, staffed=staffed)
    history = History(store, ratings, {payload: wording[key] for payload, key in COMMANDS.items()})
    return Desk(
        store=store,
        door=Door(store),
        relay=Relay(store, delivery, wording, patience=settings.rasa_timeout, bells=bells),
        delivery=delivery,
        handovers=handovers,
        history=history,
        ratings=ratings,
        links=PlanLinkStore(database),
        feed=Feed(store, history, bells),
        assess=assess,
        messages_limit=SlidingWindow(settings.messages_per_minute, clock),
        openings_limit=SlidingWindow(settings.conversations_per_hour, clock, HOUR),
    )


def _statics(settings: Settings) -> Statics:
    return Statics(
        widget=Folder(settings.widget_dir), assets=Folder(settings.widget_dir / "assets"), pages=Folder(STATIC)
    )


def checked_wording(wording: Mapping[str, str]) -> Mapping[str, str]:
    """The wording, if nothing that the gateway may have to say is missing."""
    missing = [key for key in WORDING if key not in wording]
    if missing:
        raise WordingMissingError(f"knowledge/wording.yml lacks {', '.join(missing)}; expected a text for each of them")
    return wording


def _provide(part: Any) -> Provide:  # noqa: ANN401 - any part
    return Provide(lambda: part, sync_to_thread=False)

"""The one place where the gateway's parts are made for real."""

from __future__ import annotations

from functools import partial

from litestar import Litestar

from advisor.core.report import report, standing
from advisor.gateway.app import Annex, create_app
from advisor.gateway.metrics import Metrics
from advisor.gateway.rasa_client import HttpRasa
from advisor.gateway.telegram.service import telegram_api
from advisor.knowledge.loader import load_knowledge
from advisor.settings import Settings, load_settings


def build_app(settings: Settings | None = None, annex: Annex | None = None) -> Litestar:
    """The gateway as it runs, from the settings of this process."""
    settings = settings or load_settings()
    knowledge = load_knowledge(settings.knowledge_dir)
    rasa = HttpRasa(settings.every_rasa_url, settings.every_actions_url, settings.channel_secret.get_secret_value())
    metrics = Metrics()
    metrics.servers = rasa.servers
    api = telegram_api(settings)
    return create_app(
        settings,
        knowledge,
        partial(report, knowledge),
        rasa,
        glance=partial(standing, knowledge),
        annex=annex,
        telegram_api=api,
        metrics=metrics,
    )

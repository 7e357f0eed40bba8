"""Run the gateway until it is stopped."""

from __future__ import annotations

import argparse
import socket
from contextlib import suppress
from typing import cast

import httpx
import uvicorn
from litestar import Litestar, Router

from advisor.commands._plainly import Refused, plainly
from advisor.console.app import create_console
from advisor.console.office import Supplies
from advisor.gateway.app import Parts
from advisor.gateway.http import BoundedHttp
from advisor.gateway.rasa_client import HEALTH_SECONDS, SECRETS_DIFFER, UNAUTHORIZED, authorization, channel_url
from advisor.gateway.upkeep import Upkeep
from advisor.gateway.wiring import build_app as build_gateway
from advisor.heap import settle
from advisor.logs import configure_logs
from advisor.settings import Settings, load_settings
from advisor.store.figures import FigureStore
from advisor.store.migrate import check_current

SHUTDOWN_SECONDS = 8
COUNT_SECONDS = 20.0
"""So often the figures of what changed are counted anew."""
KEPT_OPEN_SECONDS = 75
"""So long a connection may be idle: longer than nginx keeps it (60 s), or now and then a message would be sent on one
that is just being closed."""
NOT_STARTED = 3
"""Exit code when the port is taken, as uvicorn's own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: host and port stand in the settings."""


class Server(uvicorn.Server):
    """Ends the streams when it is asked to stop: they would keep it for as long as it waits for requests."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        cast(Litestar, self.config.app).state.bells.close()
        await super().shutdown(sockets)


def run(_: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; requests under way are answered first."""
    with plainly("gateway"):
        settings = load_settings()
        configure_logs(settings.log_format)
        check_current(settings.database_url)
        refuse_wrong_secret(settings)
        server = Server(server_config(build_app(settings), settings))
    settle()
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else NOT_STARTED


def refuse_wrong_secret(settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
    """Ask every Rasa server that is there already. If one comes later, the log says why it is not used.

    Raises:
        Refused: one has another secret.
    """
    shown = authorization(settings.channel_secret.get_secret_value())
    with httpx.Client(timeout=HEALTH_SECONDS, trust_env=False, transport=transport, headers=shown) as client:
        for url in settings.every_rasa_url:
            with suppress(httpx.HTTPError):
                if client.get(channel_url(url)).status_code == UNAUTHORIZED:
                    raise Refused(SECRETS_DIFFER)


def build_app(settings: Settings) -> Litestar:
    """The gateway with the console in it. They know nothing of each other."""
    return build_gateway(settings, console)


def console(parts: Parts) -> Router:
    """The support staff's console, on the gateway's parts."""
    figures = FigureStore(parts.database)
    parts.beside.append(Upkeep(figures.catch_up, COUNT_SECONDS))
    return create_console(
        Supplies(parts.knowledge, parts.assess, parts.database, figures, parts.handovers, parts.erase)
    )


def server_config(app: Litestar, settings: Settings) -> uvicorn.Config:
    """How the gateway is served."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # Addresses of firms and ids of their conversations are nobody's business.
        access_log=False,
        log_level="warning",
        server_header=False,
        # There are no web sockets here, and Rasa holds their library at a version that uvicorn cannot load.
        ws="none",
        http=BoundedHttp,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        timeout_keep_alive=KEPT_OPEN_SECONDS,
    )

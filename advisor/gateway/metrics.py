"""What Prometheus is told: counts and times. Nothing that a firm said, and no id of a conversation."""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from advisor.gateway.door import BEARER
from advisor.gateway.limits import UNLIMITED
from advisor.gateway.problems import Problem
from advisor.gateway.rasa_servers import RasaServers
from advisor.store.conversations import ConversationStore

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
BEGUN = "advisor_begun"
"""Where a request's scope holds when it began."""
PASSED_ON = frozenset({"x-forwarded-for", "forwarded", "x-real-ip", "via"})
"""Headers of requests that a proxy passed on: not from this machine, though it may look so."""
NOWHERE = "none"
"""The route of a request for which there is none."""


class Metrics:
    """The figures of one gateway."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self.servers: RasaServers | None = None
        """Told of, where there are any to be told of."""
        self.registry = registry = CollectorRegistry()
        self._requests = Histogram(
            "advisor_request_seconds",
            "Requests, until the answer begins",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=registry,
        )
        self._turns = Histogram(
            "advisor_turn_seconds",
            "Deliveries of turns to Rasa: taken, failed, or unavailable",
            ("outcome",),
            buckets=BUCKETS,
            registry=registry,
        )
        self._reachable = Gauge(
            "advisor_rasa_reachable",
            "Whether a Rasa server did its work when last asked",
            ("server",),
            registry=registry,
        )
        self._pending = Gauge("advisor_pending_messages", "Firms' messages not answered yet", registry=registry)
        self._oldest = Gauge("advisor_oldest_pending_seconds", "Age of the oldest of them", registry=registry)
        self._database = Gauge("advisor_database_reachable", "Whether the database answers", registry=registry)
        ProcessCollector(registry=registry)

    def turn(self, outcome: str, seconds: float) -> None:
        """A turn was delivered, or could not be."""
        self._turns.labels(outcome).observe(seconds)

    async def before_send(self, message: Message, scope: Scope) -> None:
        """Count an answer, errors too."""
        if message["type"] != "http.response.start" or scope["type"] != ScopeType.HTTP:
            return
        begun = scope.get(BEGUN)
        route = scope.get("path_template") or NOWHERE
        # Methods may be any words.
        method = scope["method"] if begun is not None else NOWHERE
        seconds = 0.0 if begun is None else self._clock() - float(begun)  # type: ignore[arg-type]
        self._requests.labels(method, route if begun is not None else NOWHERE, str(message["status"])).observe(seconds)

    def begin(self, scope: Scope) -> None:
        """A request has a route and begins."""
        scope[BEGUN] = self._clock()  # type: ignore[literal-required]

    async def read(self, store: ConversationStore) -> bytes:
        """All figures as Prometheus reads them."""
        for url in self.servers.urls if self.servers else ():
            self._reachable.labels(url).set(not self.servers.is_avoided(url) if self.servers else 0)
        try:
            waiting, oldest = await store.waiting()
        except (SQLAlchemyError, OSError):
            self._database.set(0)
        else:
            self._database.set(1)
            self._pending.set(waiting)
            self._oldest.set(0 if oldest is None else max(0.0, time.time() - oldest))
        return generate_latest(self.registry)


class Stopwatch(ASGIMiddleware):
    """Notes when each request begins. Stands before all other middleware."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request pass."""
        self._metrics.begin(scope)
        await next_app(scope, receive, send)


class MetricsDesk:
    """What /metrics works with."""

    def __init__(self, metrics: Metrics, store: ConversationStore, token: SecretStr | None) -> None:
        self.metrics = metrics
        self.store = store
        self._token = "" if token is None else token.get_secret_value()

    def may_read(self, request: Request[Any, Any, Any]) -> bool:
        """Whoever has the token, or asks from this machine."""
        given = BEARER.match(request.headers.get("authorization", ""))
        if self._token and given and hmac.compare_digest(given[1].encode(), self._token.encode()):
            return True
        return not PASSED_ON & {name.lower() for name in request.headers} and _is_this_machine(request)


@get("/metrics", include_in_schema=False, opt={UNLIMITED: True})
async def show_metrics(metrics_desk: NamedDependency[MetricsDesk], request: Request[Any, Any, Any]) -> Response[bytes]:
    """For Prometheus. To all others it is not there."""
    if not metrics_desk.may_read(request):
        raise Problem("not_found")
    content = await metrics_desk.metrics.read(metrics_desk.store)
    return Response(content, media_type=CONTENT_TYPE_PLAIN_1_0_0, headers={"Cache-Control": "no-store"})


def _is_this_machine(request: Request[Any, Any, Any]) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False

"""Which websites may use the API from a visitor's browser (CORS)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_204_NO_CONTENT
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from advisor.gateway.problems import Problem

API = "/api/"
PREFLIGHT_SECONDS = 7200
"""So long a browser may remember that it asked. None remembers longer."""
METHODS = "GET, POST, DELETE"
REQUEST_HEADERS = "Authorization, Content-Type, Last-Event-ID"
SHOWN_HEADERS = "Retry-After"


class Origins:
    """The origins that the operator allows. A page that the gateway itself serves is always allowed."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)

    def allow(self, origin: str, host: str) -> bool:
        """Whether a page of this origin may use the API that the browser reached under this name.

        >>> Origins([]).allow("https://advisor.example", "advisor.example")
        True
        """
        # Behind a proxy that ends TLS we may not know the scheme, so the names alone are compared.
        return origin in self._allowed or (bool(host) and urlsplit(origin).netloc == host)

    async def before_send(self, message: Message, scope: Scope) -> None:
        """Tell the browser that the page may read the answer, errors too."""
        if message["type"] != "http.response.start" or not scope["path"].startswith(API):
            return
        sent = MutableScopeHeaders.from_message(message)
        # One cache must not give an answer for one origin to another.
        sent.extend_header_value("Vary", "Origin")
        origin = self.allowed_origin(scope)
        if origin is not None:
            sent["Access-Control-Allow-Origin"] = origin
            sent["Access-Control-Expose-Headers"] = SHOWN_HEADERS

    def allowed_origin(self, scope: Scope) -> str | None:
        """The origin of a request, if it names one that is allowed."""
        headers = Headers.from_scope(scope)
        origin = headers.get("origin")
        return origin if origin and self.allow(origin, headers.get("host", "")) else None


class OriginCheck(ASGIMiddleware):
    """Refuses what a foreign page asks, and answers browsers that ask beforehand."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, origins: Origins) -> None:
        self._origins = origins

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request pass, answer it, or raise a problem."""
        headers = Headers.from_scope(scope)
        if not scope["path"].startswith(API) or "origin" not in headers:
            await next_app(scope, receive, send)
            return
        if self._origins.allowed_origin(scope) is None:
            raise Problem("origin_not_allowed")
        if scope.get("method") == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight()(scope, receive, send)
            return
        await next_app(scope, receive, send)


def _preflight() -> ASGIResponse:
    return ASGIResponse(
        status_code=HTTP_204_NO_CONTENT,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )

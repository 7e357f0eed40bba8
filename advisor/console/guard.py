"""Before every route of the console: who comes, may they, and do they come from our own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from advisor.console.accounts import Accounts, Visit, is_same
from advisor.console.permissions import ASKED_BY_PAGE, OPT, Permission

COOKIE = "advisor_staff"
HOME = "/console"
SIGN_IN = f"{HOME}/sign-in"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"


class SignInNeededError(Exception):
    """Nobody is signed in."""


class RefusedError(Exception):
    """A request that is not met."""

    def __init__(self, key: str, status: int) -> None:
        super().__init__(key)
        self.key = key
        self.status = status


NOT_FOUND = ("not_found", 404)
FORBIDDEN = ("forbidden", 403)
FOREIGN = ("foreign", 403)
INVALID = ("invalid", 422)


@dataclass(frozen=True)
class Guard:
    """Lets requests through that may pass."""

    accounts: Accounts

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """See Litestar's guards.

        Raises:
            SignInNeededError: nobody is signed in.
            RefusedError: the role has not the permission, or another site sent the request.
        """
        permission = Permission(handler.opt[OPT])
        changes = connection.scope.get("method") not in SAFE
        if changes and not comes_from_us(connection):
            raise RefusedError(*FOREIGN)
        is_use = ASKED_BY_PAGE not in handler.opt
        visit = await self.accounts.visit(connection.cookies.get(COOKIE), is_use=is_use)
        connection.scope["user"] = visit
        if permission is Permission.NOBODY:
            return
        if visit is None:
            raise SignInNeededError
        if changes and not is_same(await _csrf(connection), visit.csrf):
            raise RefusedError(*FOREIGN)
        if not visit.may(permission):
            raise RefusedError(*FORBIDDEN)


def comes_from_us(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether no other site made the browser send this."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    # Older browsers, and all where there is no TLS. Programs that are no browsers send neither.
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host", "")


async def _csrf(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    given = connection.headers.get(CSRF_HEADER)
    if given is None and isinstance(connection, Request):
        given = (await connection.form()).get(CSRF_FIELD)
    return given if isinstance(given, str) else ""


def visit_of(request: Request[Any, Any, Any]) -> Visit | None:
    """Who is signed in, as the guard found out."""
    visit: Visit | None = request.scope.get("user")
    return visit


def signed_in(request: Request[Any, Any, Any]) -> Visit:
    """Who is signed in, where the route demands it."""
    visit = visit_of(request)
    if visit is None:
        raise SignInNeededError
    return visit


def own_address(wanted: str | None) -> str:
    """Where to go after signing in: nowhere but into the console.

    >>> own_address("//evil.example"), own_address("/console/numbers?days=7")
    ('/console', '/console/numbers?days=7')
    """
    parts = urlsplit((wanted or "").replace("\\", "/"))
    inside = parts.path == HOME or parts.path.startswith(f"{HOME}/")
    if parts.scheme or parts.netloc or not inside or ".." in parts.path or not parts.path.isprintable():
        return HOME
    return quote(parts.path) + (f"?{quote(parts.query, safe='=&%+~-_.')}" if parts.query else "")

"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.status_codes import HTTP_401_UNAUTHORIZED, HTTP_422_UNPROCESSABLE_ENTITY, HTTP_429_TOO_MANY_REQUESTS

from advisor.console.accounts import LONGEST_SESSION, AccountError, Locked, Visit
from advisor.console.guard import COOKIE, HOME, SIGN_IN, own_address
from advisor.console.office import Form, Office, go
from advisor.console.permissions import Permission, for_

ACCOUNT = f"{HOME}/account"


@get("/sign-in", opt=for_(Permission.NOBODY), sync_to_thread=False)
def show_sign_in(office: NamedDependency[Office], request: Request[Any, Any, Any]) -> Response[str]:
    """The form."""
    return _form(office, request, request.query_params.get("next"))


@post("/sign-in", opt=for_(Permission.NOBODY))
async def sign_in(
    office: NamedDependency[Office], request: Request[Any, Any, Any], data: Form
) -> Response[Any] | Redirect:
    """Always begins a new session, so that nobody can be led into one that a stranger knows."""
    wanted = data.get("next")
    outcome = await office.accounts.sign_in(
        data.get("name", "").strip().lower(), data.get("password", ""), request.cookies.get(COOKIE)
    )
    if isinstance(outcome, Locked):
        refused = _form(office, request, wanted, HTTP_429_TOO_MANY_REQUESTS, locked=outcome.seconds)
        refused.headers["Retry-After"] = str(outcome.seconds)
        return refused
    if outcome is None:
        return _form(office, request, wanted, HTTP_401_UNAUTHORIZED, wrong=True)
    response = go(own_address(wanted))
    response.set_cookie(session_cookie(request, outcome, int(LONGEST_SESSION)))
    return response


@post("/sign-out", opt=for_(Permission.SELF))
async def sign_out(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], data: Form
) -> Redirect:
    """Ends this session, or all of this person's."""
    await office.accounts.sign_out(visit, everywhere=data.get("everywhere") == "yes")
    response = go(SIGN_IN)
    response.set_cookie(session_cookie(request, "", 0))
    return response


@get("/account", opt=for_(Permission.SELF))
async def show_account(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit]
) -> Response[str]:
    """One's own account."""
    return await _account(office, request, visit)


@post("/account/password", opt=for_(Permission.SELF))
async def change_password(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], data: Form
) -> Response[Any] | Redirect:
    """Ends all sessions, this one too."""
    try:
        changed = await office.accounts.change_password(visit, data.get("old", ""), data.get("new", ""))
    except AccountError:
        return await _account(office, request, visit, "short")
    return go(SIGN_IN) if changed else await _account(office, request, visit, "wrong")


async def _account(
    office: Office, request: Request[Any, Any, Any], visit: Visit, fault: str | None = None
) -> Response[str]:
    return office.pages.page(
        request,
        "account.html",
        status_code=HTTP_422_UNPROCESSABLE_ENTITY if fault else 200,
        fault=fault,
        mentions=await office.reviews.mentions(visit.name),
    )


def session_cookie(request: Request[Any, Any, Any], token: str, max_age: int) -> Cookie:
    """Out of reach of scripts and of other sites; over TLS only where there is TLS."""
    return Cookie(
        key=COOKIE,
        value=token,
        path=HOME,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _form(
    office: Office,
    request: Request[Any, Any, Any],
    wanted: str | None,
    status_code: int = 200,
    **facts: object,
) -> Response[str]:
    return office.pages.page(
        request,
        "sign_in.html",
        status_code=status_code,
        next=own_address(wanted),
        **{"locked": None, "wrong": False, **facts},
    )

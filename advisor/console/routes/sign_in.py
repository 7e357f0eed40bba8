"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_401_UNAUTHORIZED,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
)

from advisor.console.accounts import LONGEST_SESSION, AccountError, CodeNeeded, Locked, Visit
from advisor.console.guard import COOKIE, HOME, INVALID, SIGN_IN, RefusedError, own_address
from advisor.console.office import Form, Office, go
from advisor.console.permissions import Permission, for_
from advisor.console.second_step import SECRET, new_secret, picture

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
        *(data.get("name", "").strip().lower(), data.get("password", "")),
        old=request.cookies.get(COOKIE),
        code=data.get("code", ""),
    )
    if isinstance(outcome, CodeNeeded):
        name = data.get("name", "").strip().lower()
        return _form(office, request, wanted, HTTP_401_UNAUTHORIZED, needs_code=True, wrong=outcome.wrong, name=name)
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


@get("/account/second-step", opt=for_(Permission.SELF), sync_to_thread=False)
def show_second_step(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit]
) -> Response[str]:
    """A secret for the app on the telephone. It counts once a code of it was given back."""
    return _second_step(office, request, visit, new_secret())


@post("/account/second-step", opt=for_(Permission.SELF))
async def add_second_step(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], data: Form
) -> Response[Any] | Redirect:
    """Signing in needs a code from now on."""
    secret = data.get("secret", "")
    if SECRET.fullmatch(secret) is None:
        raise RefusedError(*INVALID)
    if await office.accounts.add_second_step(visit, secret, data.get("code", "")):
        return go(ACCOUNT)
    return _second_step(office, request, visit, secret, HTTP_422_UNPROCESSABLE_ENTITY)


@post("/account/second-step/off", opt=for_(Permission.SELF))
async def drop_second_step(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], data: Form
) -> Response[Any] | Redirect:
    """Signing in needs no code any more."""
    dropped = await office.accounts.drop_own_second_step(visit, data.get("password", ""))
    return go(ACCOUNT) if dropped else await _account(office, request, visit, "wrong_for_step")


def _second_step(
    office: Office, request: Request[Any, Any, Any], visit: Visit, secret: str, status_code: int = 200
) -> Response[str]:
    return office.pages.page(
        request,
        "second_step.html",
        status_code=status_code,
        secret=secret,
        picture=picture(secret, visit.name),
        wrong=status_code != HTTP_200_OK,
    )


async def _account(
    office: Office, request: Request[Any, Any, Any], visit: Visit, fault: str | None = None
) -> Response[str]:
    return office.pages.page(
        request,
        "account.html",
        status_code=HTTP_422_UNPROCESSABLE_ENTITY if fault else 200,
        fault=fault,
        has_second_step=await office.accounts.has_second_step(visit),
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
        **{"locked": None, "wrong": False, "needs_code": False, "name": "", **facts},
    )

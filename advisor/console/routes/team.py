"""What admins do: accounts, the audit log, erasure."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from advisor.console.accounts import AccountError, Visit
from advisor.console.guard import HOME, INVALID, RefusedError
from advisor.console.office import Form, Office, field_of, go
from advisor.console.permissions import Permission, Role, for_

ENTRIES = 100


@get("/team", opt=for_(Permission.ADMINISTER))
async def show_team(office: NamedDependency[Office], request: Request[Any, Any, Any]) -> Response[str]:
    """All accounts."""
    return await _team(office, request)


@post("/team", opt=for_(Permission.ADMINISTER))
async def add_staff(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], data: Form
) -> Response[str]:
    """A new account. Its password is shown on this one answer and never again."""
    name, role = field_of(data, "name", 64).lower(), field_of(data, "role", 16)
    if role not in list(Role):
        raise RefusedError(*INVALID)
    try:
        password = await office.accounts.add(name, Role(role), visit.name)
    except AccountError:
        return await _team(office, request, fault=name)
    return await _team(office, request, made=(name, password))


@post("/team/password", opt=for_(Permission.ADMINISTER))
async def new_password(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], data: Form
) -> Response[str]:
    """For somebody who forgot theirs. Ends their sessions."""
    name = await _somebody(office, data)
    return await _team(office, request, made=(name, await office.accounts.set_password(name, visit.name)))


@post("/team/disable", opt=for_(Permission.ADMINISTER))
async def disable(office: NamedDependency[Office], visit: NamedDependency[Visit], data: Form) -> Redirect:
    """Close an account or open it again; one's own stays open."""
    name = await _somebody(office, data)
    if name == visit.name:
        raise RefusedError(*INVALID)
    await office.accounts.set_disabled(name, visit.name, disabled=data.get("disabled") == "yes")
    return go(f"{HOME}/team")


@get("/audit", opt=for_(Permission.ADMINISTER))
async def show_audit(office: NamedDependency[Office], request: Request[Any, Any, Any]) -> Response[str]:
    """Who did what, newest first."""
    before = request.query_params.get("before", "")
    entries = await office.audit.newest(ENTRIES, int(before) if before.isascii() and before.isdigit() else None)
    return office.pages.page(
        request, "audit.html", entries=entries, before=entries[-1].id if len(entries) == ENTRIES else None
    )


@post("/conversations/{conversation_id:str}/erase", opt=for_(Permission.ADMINISTER))
async def erase(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """Everything of a conversation, from everywhere. The log keeps that it happened."""
    await office.conversation(conversation_id)
    if data.get("sure") != "yes":
        raise RefusedError(*INVALID)
    await office.erase(conversation_id)
    await office.audit.note(visit.name, "erase", conversation_id)
    return go(HOME)


async def _somebody(office: Office, data: dict[str, str]) -> str:
    name = field_of(data, "name", 64)
    if await office.accounts.store.named(name) is None:
        raise RefusedError(*INVALID)
    return name


async def _team(
    office: Office,
    request: Request[Any, Any, Any],
    made: tuple[str, str] | None = None,
    fault: str | None = None,
) -> Response[str]:
    people = await office.accounts.store.all()
    return office.pages.page(
        request,
        "team.html",
        status_code=422 if fault else 200,
        people=people,
        roles=list(Role),
        made=made,
        fault=fault,
    )

"""Every route, without a session, as each role, and with a foreign token."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from advisor.console.accounts import Accounts
from advisor.console.permissions import OPT, Permission, Role, may
from tests.console.conftest import Archive, Staffer, staffer

PARAMETER = re.compile(r"\{(\w+)(:\w+)?\}")
VALUES = {"kind": "csv", "name": "days.csv"}
QUEUE_FILE = ("/console/corrections/{name}", "/console/corrections/nlu.yml")

ASKED_BY_PAGE = ("/console/handovers/count", "/console/conversations/{conversation_id}/live")
"""An open page asks for them by itself, and must not go away while somebody writes on it."""


def routes(app: Litestar) -> list[tuple[str, str, Permission]]:
    """Method, path and permission of all that the console serves, but for files."""
    found = []
    for route in app.routes:
        if not route.path.startswith("/console") or "/static" in route.path:
            continue
        for handler in route.route_handlers if hasattr(route, "route_handlers") else ():
            assert isinstance(handler, HTTPRouteHandler)
            found += [
                (method, route.path_format, Permission(handler.opt[OPT]))
                for method in handler.http_methods
                if method in ("GET", "POST")
            ]
    return found


def filled(path: str, conversation_id: str) -> str:
    path = path.replace(*QUEUE_FILE)
    return PARAMETER.sub(lambda name: VALUES.get(name[1], conversation_id), path)


def test_every_route_declares_its_permission(app: Litestar) -> None:
    assert len(routes(app)) > 25
    changing = [(path, permission) for method, path, permission in routes(app) if method == "POST"]
    assert {permission for path, permission in changing if path != "/console/sign-in"} == {
        Permission.SELF, Permission.REVIEW, Permission.ADMINISTER
    }  # fmt: skip


async def test_without_a_session_there_is_the_way_to_sign_in_and_nothing_else(
    app: Litestar, client: AsyncClient, archive: Archive
) -> None:
    key = await archive.add("we sell silk")
    for method, path, permission in routes(app):
        if permission is not Permission.NOBODY:
            response = await client.request(method, filled(path, key))
            if path in ASKED_BY_PAGE:
                assert response.status_code == 401, path
            else:
                assert response.status_code == 303, path
                assert response.headers["location"].startswith("/console/sign-in"), path
            assert "silk" not in response.text


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
async def test_each_role_gets_what_it_may(
    app: Litestar, accounts: Accounts, archive: Archive, role: Role, client: AsyncClient
) -> None:
    staff = await staffer(app, accounts, role)
    key = await archive.add("we sell silk")
    for method, path, permission in routes(app):
        if path in ("/console/sign-in", "/console/sign-out"):
            continue
        address = filled(path, key).removeprefix("/console")
        response = await (staff.get(address) if method == "GET" else staff.post(address))
        assert (response.status_code == 403) is not may(role, permission), (method, path, response.status_code)
        assert response.status_code < 500, path


async def test_a_foreign_or_missing_csrf_token_changes_nothing(
    app: Litestar, admin: Staffer, viewer: Staffer, archive: Archive
) -> None:
    key = await archive.add("we sell silk")
    for method, path, permission in routes(app):
        if method == "POST" and permission is not Permission.NOBODY:
            for csrf in (viewer.csrf, "", "x" * 43):
                stranger = Staffer(admin.client, csrf)
                response = await stranger.post(filled(path, key).removeprefix("/console"), sure="yes", status="done")
                assert response.status_code == 403, path
    assert "we sell silk" in await admin.reads(f"/conversations/{key}")


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_another_site_cannot_sign_anybody_in(client: AsyncClient, headers: dict[str, str]) -> None:
    response = await client.post("/console/sign-in", data={"name": "x", "password": "y"}, headers=headers)

    assert response.status_code == 403


async def test_ids_that_are_nobodys(admin: Staffer) -> None:
    for key in ("0" * 32, "1 OR 1=1", "..%2f..", "%00"):
        assert (await admin.get(f"/conversations/{key}")).status_code in (404, 400)
        assert (await admin.post(f"/conversations/{key}/status", status="done")).status_code in (404, 400)

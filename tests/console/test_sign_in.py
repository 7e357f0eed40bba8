"""Who gets into the console, and who does not."""

from __future__ import annotations

import pytest
from httpx import AsyncClient
from litestar import Litestar

from advisor.console.accounts import AccountError, Accounts, Locked
from advisor.console.guard import COOKIE, own_address
from advisor.console.permissions import Role
from tests.console.conftest import PASSWORD, Staffer
from tests.gateway.conftest import visitor


async def test_nobody_reads_without_signing_in(client: AsyncClient) -> None:
    response = await client.get("/console/numbers?days=7")

    assert response.status_code == 303
    assert response.headers["location"] == "/console/sign-in?next=%2Fconsole%2Fnumbers%3Fdays%3D7"


async def test_a_wrong_password_and_an_unknown_name_look_alike(client: AsyncClient, accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    someone = Staffer(client)

    wrong, unknown = await someone.signs_in("mei", "not this one"), await someone.signs_in("nobody", "not this one")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text
    assert COOKIE not in wrong.cookies


async def test_the_cookie_is_out_of_reach(client: AsyncClient, accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)

    response = await Staffer(client).signs_in("mei")

    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/console" in cookie
    assert "Secure" not in cookie  # plain HTTP here


async def test_behind_tls_the_cookie_is_secure(app: Litestar, client: AsyncClient, accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    secure = visitor(app, "127.0.0.1")
    secure.base_url = "https://testserver"  # type: ignore[assignment]

    assert "Secure" in (await Staffer(secure).signs_in("mei")).headers["set-cookie"]


async def test_signing_in_begins_a_new_session(app: Litestar, client: AsyncClient, accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    planted = visitor(app, "127.0.0.1")
    planted.cookies.set(COOKIE, "a-token-that-a-stranger-knows")

    response = await planted.post("/console/sign-in", data={"name": "mei", "password": PASSWORD})

    assert response.cookies[COOKIE] != "a-token-that-a-stranger-knows"


async def test_after_three_failures_the_delay_grows(accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    moment = [1000.0]
    patient = Accounts(accounts.store, accounts.audit, lambda: moment[0])

    outcomes = [await patient.sign_in("mei", "wrong") for _ in range(4)]
    assert outcomes == [None, None, None, Locked(2)]
    assert isinstance(await patient.sign_in("mei", PASSWORD), Locked)
    moment[0] += 3
    assert await patient.sign_in("mei", "wrong") == Locked(4)
    moment[0] += 5
    assert isinstance(await patient.sign_in("mei", PASSWORD), str)


async def test_a_session_ends_when_it_is_not_used(accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    moment = [1000.0]
    patient = Accounts(accounts.store, accounts.audit, lambda: moment[0])
    token = await patient.sign_in("mei", PASSWORD)
    assert isinstance(token, str)

    moment[0] += 3600
    assert await patient.visit(token) is not None
    moment[0] += 2 * 3600
    assert await patient.visit(token) is None


async def test_signing_out_everywhere(app: Litestar, viewer: Staffer) -> None:
    other = Staffer(visitor(app, "127.0.0.1"))
    await other.signs_in("the.viewer")

    await viewer.post("/sign-out", everywhere="yes")

    assert (await other.get("/account")).status_code == 303
    assert (await viewer.get("/account")).status_code == 303


async def test_a_disabled_account_is_out_at_once(viewer: Staffer, accounts: Accounts) -> None:
    await accounts.set_disabled("the.viewer", "test", disabled=True)

    assert (await viewer.get("")).status_code == 303
    assert (await viewer.signs_in("the.viewer")).status_code == 401


async def test_a_password_is_changed_with_the_old_one_only(viewer: Staffer) -> None:
    assert (await viewer.post("/account/password", old="wrong", new="a new long password")).status_code == 422
    assert (await viewer.post("/account/password", old=PASSWORD, new="short")).status_code == 422
    assert (await viewer.post("/account/password", old=PASSWORD, new="a new long password")).status_code == 303
    assert (await viewer.signs_in("the.viewer", "a new long password")).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "https://evil.example/console", "/\\evil.example", "/console/../../x", "/consolevil",
        "javascript:alert(1)", "/console@evil.example", "\\\\evil.example/console", "", None,
    ],
)  # fmt: skip
def test_nobody_is_led_elsewhere(wanted: str | None) -> None:
    assert own_address(wanted) == "/console"


async def test_accounts_that_cannot_be(accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    with pytest.raises(AccountError, match="has an account already"):
        await accounts.add("mei", Role.VIEWER, "test")
    with pytest.raises(AccountError, match="is no name; expected"):
        await accounts.add("Mei Lin", Role.VIEWER, "test")
    with pytest.raises(AccountError, match="12 to 256"):
        await accounts.add("lin", Role.VIEWER, "test", "short")
    with pytest.raises(AccountError, match="nobody is called"):
        await accounts.set_password("nobody", "test")

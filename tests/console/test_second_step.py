"""Signing in with a code from a telephone."""

from __future__ import annotations

import html
import re

import pyotp
import pytest

from advisor.console.accounts import Accounts, CodeNeeded, Locked
from advisor.console.permissions import Role
from advisor.console.second_step import STEP_SECONDS, new_secret, step_of
from tests.console.conftest import PASSWORD, Staffer

SECRET = re.compile(r'name="secret" value="([A-Z2-7]{32})"')


def code_of(secret: str, now: float) -> str:
    return pyotp.TOTP(secret).at(int(now))


async def set_up(reviewer: Staffer, accounts: Accounts) -> str:
    """Turn it on as the page asks for it; returns the secret."""
    page = await reviewer.reads("/account/second-step")
    assert "<svg" in page
    found = SECRET.search(page)
    assert found
    response = await reviewer.post("/account/second-step", secret=found[1], code=code_of(found[1], accounts.now()))
    assert response.status_code == 303
    return found[1]


async def test_it_is_set_up_with_a_code_and_asked_for_from_then_on(reviewer: Staffer, accounts: Accounts) -> None:
    secret = await set_up(reviewer, accounts)
    assert "code from your telephone" in await reviewer.reads("/account")
    await reviewer.post("/sign-out")

    asked = await reviewer.signs_in("the.reviewer")
    assert asked.status_code == 401
    assert 'name="code"' in asked.text
    assert 'value="the.reviewer"' in asked.text
    later = code_of(secret, accounts.now() + STEP_SECONDS)
    assert (await reviewer.signs_in("the.reviewer", code=later)).status_code == 303


async def test_a_wrong_code_sets_nothing_up_and_keeps_the_secret(reviewer: Staffer) -> None:
    secret = new_secret()
    response = await reviewer.post("/account/second-step", secret=secret, code="000000")
    assert response.status_code == 422
    assert secret in html.unescape(response.text)
    assert "Set it up" in await reviewer.reads("/account")


@pytest.mark.parametrize("secret", ["", "short", "<script>" * 4])
async def test_what_is_no_secret_is_refused(reviewer: Staffer, secret: str) -> None:
    assert (await reviewer.post("/account/second-step", secret=secret, code="000000")).status_code == 422


async def test_the_password_alone_or_a_used_code_opens_nothing(accounts: Accounts) -> None:
    moment = [1_790_000_000.0]
    accounts = Accounts(accounts.store, accounts.audit, lambda: moment[0])
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    token = await accounts.sign_in("mei", PASSWORD)
    assert isinstance(token, str)
    visit = await accounts.visit(token)
    assert visit is not None
    secret = new_secret()
    assert await accounts.add_second_step(visit, secret, code_of(secret, moment[0]))

    assert await accounts.sign_in("mei", PASSWORD) == CodeNeeded(wrong=False)
    used = code_of(secret, moment[0])
    assert await accounts.sign_in("mei", PASSWORD, code=used) == CodeNeeded(wrong=True)
    moment[0] += STEP_SECONDS
    assert isinstance(await accounts.sign_in("mei", PASSWORD, code=code_of(secret, moment[0])), str)
    outcomes = [await accounts.sign_in("mei", PASSWORD, code="000000") for _ in range(4)]
    assert outcomes == [CodeNeeded(wrong=True)] * 3 + [Locked(2)]


async def test_of_two_who_use_a_code_at_once_one_gets_in(accounts: Accounts) -> None:
    await accounts.add("mei", Role.VIEWER, "test", PASSWORD)
    staff = await accounts.store.named("mei")
    assert staff is not None
    assert [await accounts.store.use_step(staff.id, 20) for _ in range(2)] == [True, False]


async def test_it_is_turned_off_with_the_password(reviewer: Staffer, accounts: Accounts) -> None:
    await set_up(reviewer, accounts)
    assert (await reviewer.post("/account/second-step/off", password="wrong")).status_code == 422
    assert (await reviewer.post("/account/second-step/off", password=PASSWORD)).status_code == 303
    await reviewer.post("/sign-out")
    assert (await reviewer.signs_in("the.reviewer")).status_code == 303


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٣٣٣٣٣٣"])
def test_what_is_no_code_is_not_right(code: str) -> None:
    assert step_of(new_secret(), code, 1_790_000_000.0) is None

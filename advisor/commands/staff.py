"""Accounts of the support staff: add, list, disable, enable, set a new password."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from advisor.console.accounts import AccountError, Accounts
from advisor.console.pages import moment
from advisor.console.permissions import Role
from advisor.settings import load_settings
from advisor.store.audit import AuditLog
from advisor.store.database import Database
from advisor.store.staff import StaffStore

OPERATOR = "(operator)"
"""Who acts from the command line, in the audit log."""
FIRST = "admin"
FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand each."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    adding = actions.add_parser("add", help="add an account; shows its password once")
    adding.add_argument("name")
    adding.add_argument("--role", choices=[role.value for role in Role], default=Role.REVIEWER.value)
    adding.set_defaults(act=_add)
    actions.add_parser("list", help="list all accounts").set_defaults(act=_list)
    for name, words, act in (
        ("disable", "close an account and end its sessions", _disable),
        ("enable", "open an account again", _enable),
        ("no-code", "let somebody sign in without the code of a lost telephone", _no_code),
        ("password", "make a new password and show it once; ends all sessions and locks", _password),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("name")
        action.set_defaults(act=act)
    actions.add_parser("first", help="add one admin if there is nobody yet").set_defaults(act=_first)


def run(args: argparse.Namespace) -> int:
    """Return 0, or 1 where it cannot be done."""
    try:
        asyncio.run(_with_accounts(args))
    except AccountError as error:
        print(f"Not done: {error}.")
        return FAILED
    return 0


async def _with_accounts(args: argparse.Namespace) -> None:
    act: Callable[[Accounts, argparse.Namespace], Awaitable[None]] = args.act
    async with Database(load_settings().database_url) as database:
        await act(Accounts(StaffStore(database), AuditLog(database)), args)


async def _add(accounts: Accounts, args: argparse.Namespace) -> None:
    _show(args.name, await accounts.add(args.name, Role(args.role), OPERATOR))


async def _list(accounts: Accounts, _: argparse.Namespace) -> None:
    for staff in await accounts.store.all():
        seen = f"last signed in {moment(staff.signed_in_at)}" if staff.signed_in_at else "never signed in"
        print(f"{staff.name:<24} {staff.role:<9} {'disabled' if staff.disabled else 'open':<9} {seen}")


async def _disable(accounts: Accounts, args: argparse.Namespace) -> None:
    await accounts.set_disabled(args.name, OPERATOR, disabled=True)
    print(f"{args.name} is disabled and signed out everywhere.")


async def _enable(accounts: Accounts, args: argparse.Namespace) -> None:
    await accounts.set_disabled(args.name, OPERATOR, disabled=False)
    print(f"{args.name} can sign in again.")


async def _no_code(accounts: Accounts, args: argparse.Namespace) -> None:
    await accounts.drop_second_step(args.name, OPERATOR)
    print(f"{args.name} signs in with the password alone.")


async def _password(accounts: Accounts, args: argparse.Namespace) -> None:
    _show(args.name, await accounts.set_password(args.name, OPERATOR))


async def _first(accounts: Accounts, _: argparse.Namespace) -> None:
    if await accounts.store.count() == 0:
        _show(FIRST, await accounts.add(FIRST, Role.ADMIN, OPERATOR))


def _show(name: str, password: str) -> None:
    print(f"The password of {name} is {password} (shown this once; change it after signing in)")

"""Accounts of the support staff, from the command line."""

from __future__ import annotations

import argparse

import pytest

from advisor.commands import staff
from advisor.console.accounts import hash_password, is_right

pytestmark = pytest.mark.usefixtures("empty_database")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    staff.add_arguments(parser)
    return staff.run(parser.parse_args(arguments))


def test_the_first_admin_is_made_once_and_the_password_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("first") == 0
    assert "The password of admin is" in capsys.readouterr().out
    assert run("first") == 0
    assert capsys.readouterr().out == ""


def test_accounts_are_added_listed_disabled_and_given_passwords(capsys: pytest.CaptureFixture[str]) -> None:
    assert [run("add", "mei", "--role", "viewer"), run("disable", "mei"), run("list")] == [0, 0, 0]
    listed = capsys.readouterr().out.splitlines()[-1].split()
    assert listed == ["mei", "viewer", "disabled", "never", "signed", "in"]
    assert [run("enable", "mei"), run("no-code", "mei"), run("password", "mei")] == [0, 0, 0]
    assert "The password of mei is" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [("add", "Mei Lin"), ("disable", "nobody"), ("password", "nobody")])
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 1
    assert capsys.readouterr().out.startswith("Not done: ")


def test_a_password_costs_those_who_try_many_what_rfc_9106_asks_for() -> None:
    """The console's own tests make it cheap."""
    kept = hash_password("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert is_right(kept, "correct horse battery")

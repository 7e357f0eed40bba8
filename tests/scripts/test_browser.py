from __future__ import annotations

import pytest

from scripts import browser


@pytest.fixture(autouse=True)
def no_browser_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)


class Machine:
    """Has some programs, and gets a browser when one is installed."""

    def __init__(self, *programs: str) -> None:
        self.programs = set(programs)
        self.ran: list[tuple[str, ...]] = []

    def find(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if name in self.programs else None

    def run(self, command: tuple[str, ...]) -> None:
        self.ran.append(command)
        self.programs.add(command[-1])


def test_a_browser_that_is_there_is_enough() -> None:
    machine = Machine("chromium", "apt-get")
    assert browser.main(machine.find, machine.run, is_root=True) == 0
    assert machine.ran == []


def test_a_browser_is_installed_where_that_is_possible() -> None:
    machine = Machine("apt-get")
    assert browser.main(machine.find, machine.run, is_root=True) == 0
    assert machine.ran[-1][-1] == "chromium"


@pytest.mark.parametrize(("programs", "is_root"), [((), True), (("apt-get",), False)])
def test_elsewhere_it_says_what_to_do(
    programs: tuple[str, ...], is_root: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Machine(*programs)
    assert browser.main(machine.find, machine.run, is_root=is_root) == 1
    assert "sudo apt-get install chromium" in capsys.readouterr().err

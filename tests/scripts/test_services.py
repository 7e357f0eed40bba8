from __future__ import annotations

import pytest

from advisor.ops import backing
from scripts import services
from tests.scripts.test_browser import Machine


class Debian(Machine):
    """Gets the programs of the packages that are installed."""

    def run(self, command: tuple[str, ...]) -> None:
        self.ran.append(command)
        self.programs |= {program for program, package in services.PACKAGES.items() if package in command}


def test_what_is_there_is_enough() -> None:
    machine = Debian("apt-get", *services.PACKAGES)
    assert services.main(machine.find, machine.run, is_root=True) == 0
    assert machine.ran == []


def test_what_is_missing_is_installed_where_that_is_possible() -> None:
    machine = Debian("apt-get", "nginx")
    assert services.main(machine.find, machine.run, is_root=True) == 0
    assert machine.ran[-1][-2:] == ("postgresql", "redis-server")


@pytest.mark.parametrize(("programs", "is_root"), [(("nginx",), True), (("nginx", "apt-get"), False)])
def test_elsewhere_it_says_what_to_do(
    programs: tuple[str, ...], is_root: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Debian(*programs)
    assert services.main(machine.find, machine.run, is_root=is_root) == 1
    assert "sudo apt-get install postgresql redis-server" in capsys.readouterr().err


def test_it_installs_what_the_start_looks_for() -> None:
    assert services.PACKAGES == backing.PACKAGES

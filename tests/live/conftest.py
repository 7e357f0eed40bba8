from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live.firm import Firm
from tests.live.system import LooseProcesses, WholeSystem, settings_for

LONGEST = "test_widget.py"
"""It comes first, so that of two workers that share the tests none ends with it alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.live)
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSystem]:
    """The whole system. That it stops cleanly on Ctrl-C is tested by using it."""
    whole = WholeSystem(settings_for(tmp_path_factory.mktemp("whole")))
    try:
        whole.wait_until_ready()
        yield whole
    finally:
        code, output = whole.stop()
    assert code == 0, output


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LooseProcesses]:
    """The three processes one by one."""
    processes = LooseProcesses(settings_for(tmp_path_factory.mktemp("loose")))
    try:
        processes.start("actions", "rasa", "gateway")
        yield processes
    finally:
        processes.stop()


@pytest.fixture
def firms() -> Iterator[Callable[[str], Firm]]:
    """Opens conversations at an address, and closes their connections afterwards."""
    opened: list[Firm] = []

    def open_at(url: str) -> Firm:
        opened.append(Firm(url))
        return opened[-1]

    yield open_at
    for firm in opened:
        firm.close()


@pytest.fixture
def firm(system: WholeSystem, firms: Callable[[str], Firm]) -> Firm:
    return firms(system.url)

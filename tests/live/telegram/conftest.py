from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from advisor.settings import Settings, TelegramMode
from tests.live.system import LooseProcesses
from tests.telegram.dying import services
from tests.telegram.load import telegram_settings
from tests.telegram.stand_in import Firm, StandIn

_chats = itertools.count(100_000)


@pytest.fixture(scope="package")
def telegram() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture(scope="package")
def settings(tmp_path_factory: pytest.TempPathFactory, telegram: StandIn) -> Settings:
    return telegram_settings(tmp_path_factory.mktemp("telegram"), telegram)


@pytest.fixture(scope="package")
def rasa(settings: Settings) -> Iterator[LooseProcesses]:
    processes = LooseProcesses(settings)
    try:
        processes.start("actions", "rasa")
        yield processes
    finally:
        processes.stop()


@pytest.fixture(scope="module", params=list(TelegramMode))
def gateway(request: pytest.FixtureRequest, settings: Settings, rasa: LooseProcesses) -> Iterator[LooseProcesses]:
    """The gateway, by each of the ways in. It can be told to die at a point of its code."""
    settings = settings.model_copy(update={"telegram_mode": request.param})
    processes = LooseProcesses(settings, services(settings))
    try:
        processes.start("gateway")
        yield processes
    finally:
        processes.stop()


@pytest.fixture
def firm(telegram: StandIn, gateway: LooseProcesses) -> Firm:
    return Firm(telegram, next(_chats))

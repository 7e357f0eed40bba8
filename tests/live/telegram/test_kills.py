"""`kill -9` of the gateway at each point of a turn: what a firm said is answered once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor.settings import Settings, TelegramMode
from tests.live.system import LooseProcesses
from tests.telegram.asking import question, seen
from tests.telegram.dying import POINTS, die_at
from tests.telegram.stand_in import Firm

ARRIVED = ("HttpBotApi.send:after", "TelegramStore.mark_sent:before")
"""Points at which Telegram has the message, and we do not know it: it may come again, with a word about that."""
PERHAPS = ("TelegramStore.mark_sending:after", "HttpBotApi.send:before")
"""Points at which we cannot know that it has not: it comes with that word, and only once."""


CASES = [
    *((TelegramMode.POLLING, point) for point in POINTS),
    *((TelegramMode.WEBHOOK, point) for point in POINTS if "TelegramStore.take" in point),
]
"""Ways in differ only until an update is kept."""


@pytest.fixture(autouse=True)
def _alive_again(settings: Settings) -> Iterator[None]:
    yield
    die_at(settings, None)


@pytest.mark.parametrize(("gateway", "point"), CASES, indirect=["gateway"])
def test_each_message_is_answered_once(firm: Firm, gateway: LooseProcesses, settings: Settings, point: str) -> None:
    firm.writes("/start")
    before = len(firm.shown())

    die_at(settings, point)
    firm.sends(question(0))
    gateway.wait_for_death("gateway")
    firm.sends(question(1))
    die_at(settings, None)
    gateway.start("gateway")
    firm.wait_until(lambda: not seen(2, firm.texts()[before:]).lost, "both answers")
    firm.wait_for_quiet()

    found = seen(2, firm.texts()[before:])
    assert found.in_order
    assert found.doubled == 0
    assert found.excused == (1 if point in (*ARRIVED, *PERHAPS) else 0)

"""Rasa away, Telegram away, storms of 429, many chats: nothing is lost or doubled, and each chat keeps its order.

In the suite each fault is short. `python -m bench telegram` has them at full length.
"""

from __future__ import annotations

import itertools

import pytest

from advisor.settings import TelegramMode
from tests.live.system import LooseProcesses
from tests.telegram.faults import FAULTS, ask_during
from tests.telegram.load import Crowd, ask
from tests.telegram.stand_in import StandIn

SECONDS = 4.0
CASES = [
    (TelegramMode.POLLING, "telegram_away"),
    (TelegramMode.POLLING, "storm"),
    (TelegramMode.WEBHOOK, "telegram_away"),
    (TelegramMode.WEBHOOK, "rasa_away"),
]
_first_chats = itertools.count(1_000, 1_000)


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize(("gateway", "key"), CASES, indirect=["gateway"])
def test_a_fault_in_the_middle(telegram: StandIn, rasa: LooseProcesses, key: str) -> None:
    outcome = ask_during(FAULTS[key], telegram, rasa, SECONDS, first_chat=next(_first_chats))
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)


@pytest.mark.parametrize("gateway", [TelegramMode.WEBHOOK], indirect=True)
@pytest.mark.usefixtures("gateway")
def test_many_chats_at_once(telegram: StandIn) -> None:
    outcome = ask(telegram, Crowd(chats=40, questions=3, seconds=8.0, first_chat=next(_first_chats)))
    assert (outcome.lost, outcome.doubled, outcome.excused, outcome.disordered) == (0, 0, 0, 0)

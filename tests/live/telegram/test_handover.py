"""A firm on Telegram asks for a person, and gets one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor.settings import Settings
from tests.live.desk import Desk, add_reviewer
from tests.live.system import LooseProcesses
from tests.telegram.stand_in import Firm


@pytest.fixture(scope="module")
def password(settings: Settings, rasa: LooseProcesses) -> str:
    return add_reviewer(settings, "mei")


@pytest.fixture
def desk(gateway: LooseProcesses, password: str) -> Iterator[Desk]:
    with Desk(gateway.url, "mei", password) as desk:
        yield desk


def test_a_firm_asks_for_a_person_and_gets_one(firm: Firm, desk: Desk, gateway: LooseProcesses) -> None:
    told = firm.writes("I want to talk to a person")
    assert any("I have also told the people behind this advisor" in text for text in told)
    [conversation] = desk.waiting()

    desk.takes(conversation)
    desk.says(conversation, "Hello, what do you need?")
    firm.wait_until(lambda: "Hello, what do you need?" in firm.texts()[-1], "the person's words")
    assert any(text.startswith("mei is here now") for text in firm.texts())
    assert firm.texts()[-1].startswith("<b>mei, a person:</b>")

    before = len(firm.texts())
    firm.sends("A buyer in Japan")
    wait_for_words(firm, desk, conversation, "A buyer in Japan")
    assert firm.texts()[before:] == []

    # What was said in place of the advisor survives the gateway, and does not come twice.
    gateway.kill("gateway")
    gateway.start("gateway")
    desk.says(conversation, "I know one.")
    firm.wait_until(lambda: "I know one." in firm.texts()[-1], "the person's words after a restart")
    assert sum("Hello, what do you need?" in text for text in firm.texts()) == 1

    desk.hands_back(conversation)
    firm.wait_until(lambda: firm.texts()[-1].startswith("You are talking with me again"), "the advisor")
    assert firm.writes("Myanmar")
    assert desk.waiting() == []


def wait_for_words(firm: Firm, desk: Desk, conversation: str, words: str) -> None:
    firm.wait_until(lambda: words in desk.reads(f"/conversations/{conversation}"), f"{words!r} at the desk")

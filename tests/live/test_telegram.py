"""The advisor on Telegram, against what stands in for Telegram, by both ways in."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from advisor.settings import Settings, TelegramMode
from tests.live.system import LooseProcesses, settings_for
from tests.telegram.stand_in import TOKEN, Firm, StandIn

MOST_TURNS = 45
KILLED_AFTER = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.17, 0.25, 0.5)
"""Seconds after which a turn is broken off: from before the update is taken to after the answer is sent."""
EXCUSE = "I was interrupted"


@pytest.fixture(scope="module")
def telegram() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, telegram: StandIn) -> Settings:
    found = settings_for(tmp_path_factory.mktemp("telegram"))
    return found.model_copy(
        update={
            "telegram_token": SecretStr(TOKEN),
            "telegram_api": telegram.url,
            "public_url": f"http://127.0.0.1:{found.port}",
            "rasa_timeout": 10.0,
        }
    )


@pytest.fixture(scope="module")
def rasa(settings: Settings) -> Iterator[LooseProcesses]:
    processes = LooseProcesses(settings)
    try:
        processes.start("actions", "rasa")
        yield processes
    finally:
        processes.stop()


@pytest.fixture(scope="module", params=list(TelegramMode))
def gateway(request: pytest.FixtureRequest, settings: Settings, rasa: LooseProcesses) -> Iterator[LooseProcesses]:
    """The gateway, by each of the ways in."""
    processes = LooseProcesses(settings.model_copy(update={"telegram_mode": request.param}))
    try:
        processes.start("gateway")
        yield processes
    finally:
        processes.stop()


_chats = iter(range(1000, 9000))


@pytest.fixture
def firm(telegram: StandIn, gateway: LooseProcesses) -> Firm:
    return Firm(telegram, next(_chats))


def test_by_buttons_to_the_plan(firm: Firm) -> None:
    before = len(firm.telegram.calls("sendMessage"))
    firm.writes("/start")
    firm.writes("We make baskets in Myanmar")
    for _ in range(MOST_TURNS):
        if firm.has_file():
            break
        firm.presses(firm.buttons()[0])

    assert firm.has_file(), firm.texts()[-4:]
    assert any("Here is your plan" in text for text in firm.texts())
    assert firm.telegram.get("files")[-1]["starts"] == "%PDF-"
    assert {call["status"] for call in firm.telegram.calls("sendMessage")[before:]} == {200}


def test_by_words_to_the_plan(firm: Firm) -> None:
    firm.writes("Hello, we are a small furniture maker in Viet Nam")
    for _ in range(MOST_TURNS):
        if firm.has_file():
            break
        firm.writes(firm.buttons()[0][1])

    assert firm.has_file(), firm.texts()[-4:]
    assert any("Here is your plan" in text for text in firm.texts())


@pytest.mark.parametrize("seconds", KILLED_AFTER)
def test_a_killed_gateway_answers_each_message_once(firm: Firm, gateway: LooseProcesses, seconds: float) -> None:
    firm.writes("/start")
    before = len(firm.shown())

    firm.sends("What stage are we in?")
    time.sleep(seconds)
    gateway.kill("gateway")
    gateway.start("gateway")
    firm.wait_until(lambda: bool(estimates(firm, before)), "an answer")
    firm.writes("Thank you")

    said = estimates(firm, before)
    certain = [text for text in said if EXCUSE not in text]
    assert len(certain) <= 1
    assert len(said) - len(certain) <= 1


def estimates(firm: Firm, since: int) -> list[str]:
    """What the advisor said of the stage."""
    return [text for text in firm.texts()[since:] if "too little about your firm" in text]


def test_rasa_may_be_away(firm: Firm, rasa: LooseProcesses) -> None:
    firm.writes("/start")
    rasa.kill("actions")
    kept = firm.writes("What stage are we in?")
    firm.sends("What can you do?")
    before = len(firm.shown())
    rasa.start("actions")
    firm.wait_until(lambda: any("I ask short questions" in text for text in firm.texts()[before:]), "both answers")

    assert len(kept) == 1
    assert "kept" in kept[0]
    assert len(estimates(firm, before)) == 1


def test_telegram_may_be_away(firm: Firm) -> None:
    firm.writes("/start")
    firm.telegram.is_down_for(4)
    assert firm.writes("/help")


def test_telegram_may_ask_to_slow_down(firm: Firm) -> None:
    firm.writes("/start")
    firm.telegram.fails(method="sendMessage", status=429, retry_after=1, count=3)
    texts = firm.writes("/help")
    assert len(texts) == len(set(texts))


def test_updates_of_any_kind_do_no_harm(firm: Firm) -> None:
    firm.telegram.update(poll={"id": "1"})
    firm.telegram.update(message={"nonsense": True})
    firm.telegram.update(something_new={})
    assert firm.writes("/start")

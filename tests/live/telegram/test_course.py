"""The advisor on Telegram, against what stands in for Telegram, by both ways in."""

from __future__ import annotations

from tests.live.system import LooseProcesses
from tests.telegram.stand_in import Firm

MOST_TURNS = 45


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

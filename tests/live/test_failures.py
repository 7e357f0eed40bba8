"""Processes die, hang and come back. Nothing that a firm said is lost, nothing is doubled."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import pytest

from tests.live.firm import Firm
from tests.live.system import LooseProcesses


@pytest.fixture
def firm(loose: LooseProcesses, firms: Callable[[str], Firm]) -> Firm:
    return firms(loose.url)


def said_by(firm: Firm) -> list[str]:
    return [message["text"] for message in firm.history() if message["author"] == "firm"]


@pytest.mark.parametrize("name", ["actions", "rasa"])
def test_a_process_dies_and_comes_back(name: str, firm: Firm, loose: LooseProcesses) -> None:
    loose.kill(name)
    firm.write("Thailand")
    assert firm.kinds() == ["error"]
    loose.start(name)
    firm.write("goods")
    answers = firm.assessment()["profile"]["answers"]
    assert (answers["country"]["option"], answers["offer"]["option"]) == ("THA", "goods")
    assert said_by(firm) == ["Thailand", "goods"]
    assert firm.asked() == "sector"


@pytest.mark.parametrize("name", ["actions", "rasa"])
def test_a_process_hangs_and_goes_on(name: str, firm: Firm, loose: LooseProcesses) -> None:
    loose.freeze(name)
    try:
        firm.write("Thailand")
        assert firm.kinds() == ["error"]
    finally:
        loose.thaw(name)
    firm.write("goods")
    answers = firm.assessment()["profile"]["answers"]
    assert (answers["country"]["option"], answers["offer"]["option"]) == ("THA", "goods")
    assert said_by(firm) == ["Thailand", "goods"]


def test_the_gateway_dies_and_the_conversation_goes_on(firm: Firm, loose: LooseProcesses) -> None:
    firm.write("Nepal")
    loose.kill("gateway")
    loose.start("gateway")
    firm.write("services")
    assert firm.asked() == "sector"


def test_a_conversation_begun_while_rasa_is_away(loose: LooseProcesses, firms: Callable[[str], Firm]) -> None:
    loose.kill("rasa")
    firm = firms(loose.url)
    assert firm.kinds() == ["error"]
    loose.start("rasa")
    firm.write("Nepal")
    assert firm.asked() == "offer"


def test_messages_at_once_are_answered_in_order(firm: Firm) -> None:
    firm.write("Nepal")
    threads = [threading.Thread(target=firm.write, args=(f"we sold to {count} countries",)) for count in range(2, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    authors = [message["author"] for message in firm.history()]
    assert len(said_by(firm)) == len(threads) + 1
    assert all(after == "advisor" for before, after in itertools.pairwise(authors) if before == "firm")

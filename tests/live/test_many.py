"""Several of each process: some are killed while firms talk, and no firm can tell."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from advisor.ops.backing import missing_programs
from tests.live.many import ManyProcesses, PatientFirm
from tests.live.system import wait_for
from tests.live.test_three_firms import FIRMS

FIRMS_AT_ONCE = 6
ANSWERS = next(iter(FIRMS.values()))["answers"]
pytestmark = pytest.mark.skipif(
    bool(missing_programs()) and os.environ.get("CI") != "true",
    reason=f"not installed here: {', '.join(missing_programs())} (scripts/services.py installs them)",
)


@pytest.fixture(scope="module")
def many() -> Iterator[ManyProcesses]:
    """That it stops cleanly on Ctrl-C is tested by using it."""
    system = ManyProcesses()
    try:
        system.wait_until_ready()
        yield system
    finally:
        code, said = system.stop()
    assert code == 0, said
    assert "everything has stopped" in said


def told(firm: PatientFirm) -> list[str]:
    """What was said, by whom, in order."""
    return [f"{message['author']}: {message['text']}" for message in firm.history()]


def talk(firm: PatientFirm, firms: dict[str, list[str]]) -> None:
    """To the assessment, like the other firms."""
    firm.play(ANSWERS, "assessment")
    firms[firm.id] = told(firm)
    firm.close()


def test_killed_processes_are_missed_by_nobody(many: ManyProcesses) -> None:
    undisturbed: dict[str, list[str]] = {}
    talk(PatientFirm(many.url), undisturbed)
    (expected,) = undisturbed.values()

    firms = [PatientFirm(many.url) for _ in range(FIRMS_AT_ONCE)]
    heard: dict[str, list[str]] = {}
    doomed = many.gateway_of(firms[1].id)
    talks = [threading.Thread(target=talk, args=(firm, heard)) for firm in firms]
    for one in talks:
        one.start()
    time.sleep(0.5)
    many.kill_rasa(firms[0].id)
    many.kill_gateway(doomed)
    for one in talks:
        one.join()

    assert [heard[firm.id] == expected for firm in firms] == [True] * FIRMS_AT_ONCE
    assert many.said().count("was killed by SIGKILL") == 2
    wait_for(many.is_well, "everything again", lambda: True)


def test_another_rasa_takes_over_at_once(many: ManyProcesses) -> None:
    firm = PatientFirm(many.url)
    many.kill_rasa(firm.id)
    firm.write("Nepal")
    assert firm.asked() == "offer"
    assert firm.again == 0
    firm.close()
    wait_for(many.is_well, "everything again", lambda: True)


def test_a_gateway_that_is_killed_is_not_missed(many: ManyProcesses) -> None:
    firm = PatientFirm(many.url)
    many.kill_gateway(many.gateway_of(firm.id))
    firm.write("Nepal")
    assert firm.asked() == "offer"
    firm.close()
    wait_for(many.is_well, "everything again", lambda: True)


def test_a_server_that_hangs_is_taken_over_and_doubles_nothing(many: ManyProcesses) -> None:
    undisturbed, firm = PatientFirm(many.url), PatientFirm(many.url)
    hangs = many.rasa_of(firm.id)
    os.kill(hangs, signal.SIGSTOP)
    try:
        firm.write("Nepal")
    finally:
        os.kill(hangs, signal.SIGCONT)
    undisturbed.write("Nepal")
    for one in (undisturbed, firm):
        one.write("goods")
        one.write("we make wooden toys")
    assert told(firm) == told(undisturbed)
    undisturbed.close()
    firm.close()


def test_redis_dies_and_turns_go_on(many: ManyProcesses) -> None:
    firm = PatientFirm(many.url)
    firm.write("Nepal")
    many.kill_redis()
    firm.press("Goods")
    assert firm.asked() == "sector"
    firm.close()

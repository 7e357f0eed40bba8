"""A turn of several actions breaks off at each of them: delivered again, it is as if it never had."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.live.firm import Firm
from tests.live.reliability.interposer import Interposer
from tests.live.reliability.sites import Site, with_interposer

COURSE = ("Thailand", "goods", "What are Incoterms?", "we have sold abroad several times", "show me my plan")
"""A message of each kind: an answer, a question of the firm, a fact told out of turn, the plan."""
MOST_CALLS = 4
"""Of the action server in a turn."""


@pytest.fixture(scope="module")
def between(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Interposer]]:
    with with_interposer(tmp_path_factory.mktemp("half_way")) as both:
        yield both


def lines(firm: Firm) -> list[tuple[str, str]]:
    return [(message["author"], message["text"]) for message in firm.history()]


def test_wherever_it_breaks_off(between: tuple[Site, Interposer], firms: Callable[[str], Firm]) -> None:
    site, actions = between
    undisturbed = firms(site.url)
    for text in COURSE:
        undisturbed.write(text)

    for call in range(1, MOST_CALLS + 1):
        firm = firms(site.url)
        for text in COURSE:
            actions.calls_until_failure = call
            firm.write(text)
            actions.calls_until_failure = 0
            if firm.kinds() == ["error"]:
                firm.write(text)
        assert lines(firm) == lines(undisturbed), f"a failure of call {call}"
        assert firm.assessment() == undisturbed.assessment()

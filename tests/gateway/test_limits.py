"""Counting within a minute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.gateway import limits
from advisor.gateway.limits import SlidingWindow, counted_address
from tests.gateway.conftest import Clock


def test_the_oldest_request_makes_room() -> None:
    clock = Clock()
    window = SlidingWindow(2, clock)
    window.wait("a")
    clock.now += 40
    window.wait("a")

    assert window.wait("a") == 20
    clock.now += 20
    assert window.wait("a") == 0


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_never_more_than_the_limit_in_any_minute(pauses: list[float], limit: int) -> None:
    clock = Clock()
    window = SlidingWindow(limit, clock)
    passed: list[float] = []
    for pause in pauses:
        clock.now += pause
        if window.wait("a") == 0:
            passed.append(clock.now)

    assert all(sum(start - 60 < moment <= start for moment in passed) <= limit for start in passed)


def test_old_keys_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SWEEP_AFTER", 3)
    clock = Clock()
    window = SlidingWindow(1, clock)
    for key in "abc":
        window.wait(key)
    clock.now += 61
    window.wait("d")

    assert list(window._times) == ["d"]


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_counts_as_one_address(host: str, counted: str) -> None:
    assert counted_address(host) == counted

"""Python's search for garbage passes over what lasts."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from advisor import heap


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_is_not_searched_any_more() -> None:
    lasts = {"knowledge": ["of", "stages"]}
    heap.settle()
    assert gc.get_freeze_count() > 0
    assert all(lasts is not found for found in gc.get_objects())


def test_what_comes_later_is_still_collected() -> None:
    heap.settle()
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.collect() > 0

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.gateway.telegram.keyboards import Choice, choice, markup, rows


@given(st.integers(min_value=0, max_value=10**15 - 1), st.integers(min_value=0, max_value=999))
def test_data_is_short_by_construction(event_id: int, index: int) -> None:
    data = Choice(event_id, index).data()
    assert len(data.encode()) <= 64
    assert choice(data) == Choice(event_id, index)


@pytest.mark.parametrize("data", ["", "b:", "b:1", "b:1:2:3", "b:-1:0", "/affirm", "b:1:x", "b:1:2\n"])
def test_anything_else_is_no_button(data: str) -> None:
    assert choice(data) is None


def test_short_ones_stand_side_by_side() -> None:
    keys = [("Yes", "1"), ("No", "2"), ("I would rather not say", "3"), ("Skip", "4"), ("Back", "5"), ("Why?", "6")]
    assert [[title for title, _ in row] for row in rows(keys)] == [
        ["Yes", "No"],
        ["I would rather not say"],
        ["Skip", "Back"],
        ["Why?"],
    ]


def test_no_buttons_no_keyboard() -> None:
    assert markup([]) is None

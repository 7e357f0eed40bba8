"""Events are read as Rasa reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from rasa.shared.core import events as rasas_own
from rasa.shared.core.events import Event

from advisor.dialogue.events import Quickly, event_from
from tests.dialogue.conversations import Turn, turns


@given(turns())
def test_each_is_what_it_was(parts: list[Turn]) -> None:
    written = [event.as_dict() for part in parts for event in part]
    assert Quickly.deserialise_events(written) == rasas_own.deserialise_events(written)


def test_what_is_no_event_is_left_out() -> None:
    assert Quickly.deserialise_events([{"name": "phase"}, {"event": "topic"}]) == []


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="Unknown event name"):
        event_from({"event": "no such kind"})


def test_all_else_of_the_module_is_there() -> None:
    assert Quickly().Event is Event

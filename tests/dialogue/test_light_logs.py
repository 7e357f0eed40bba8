"""What is not copied any more is what Rasa's log was given."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import logging

import pytest
from rasa.core.policies.policy import Policy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from advisor.dialogue.light_logs import LOGGING, Uncopied, lighten_logs
from tests.dialogue.conversations import DOMAIN


@pytest.mark.parametrize("name", LOGGING)
def test_nothing_but_the_log_is_given_deep_copies(name: str) -> None:
    tree = ast.parse(inspect.getsource(importlib.import_module(name)))
    logged = [
        use
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "structlogger.debug"
        for use in ast.walk(call)
    ]
    every = [use for use in ast.walk(tree) if isinstance(use, ast.Attribute) and use.attr == "deepcopy"]
    assert every
    assert all(use in logged for use in every)


def test_it_copies_all_else() -> None:
    what = [1]
    assert Uncopied().copy(what) is not what  # type: ignore[operator]
    assert Uncopied.deepcopy(what) is what


def test_rasa_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = [importlib.import_module(name) for name in LOGGING]
    for module in modules:
        monkeypatch.setattr(module, "copy", copy)
    lighten_logs()
    assert all(isinstance(vars(module)["copy"], Uncopied) for module in modules)


def test_states_are_put_into_words_for_the_log_of_details_alone(caplog: pytest.LogCaptureFixture) -> None:
    lighten_logs()
    lighten_logs()
    states = [{"prev_action": {"action_name": "action_listen"}}]
    with caplog.at_level(logging.INFO, "rasa"):
        assert Policy.format_tracker_states(states) is None
    with caplog.at_level(logging.DEBUG, "rasa"):
        assert "action_listen" in Policy.format_tracker_states(states)


def test_so_are_slots(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    lighten_logs()
    tracker = DialogueStateTracker("c1", DOMAIN.slots)
    with caplog.at_level(logging.DEBUG, "rasa"):
        MessageProcessor._log_slots(tracker)
    monkeypatch.setattr(tracker, "slots", None)
    with caplog.at_level(logging.INFO, "rasa"):
        MessageProcessor._log_slots(tracker)

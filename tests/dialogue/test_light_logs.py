"""What is not copied any more is what Rasa's log was given."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect

import pytest

from advisor.dialogue.light_logs import LOGGING, Uncopied, lighten_logs


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

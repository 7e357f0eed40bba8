"""What the Rasa server leaves out."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest

from advisor.dialogue.unneeded import UNNEEDED, UnneededUsedError, leave_out

NAME = "no_such_package_anywhere"


@pytest.fixture
def left_out() -> Iterator[None]:
    before = list(sys.meta_path)
    leave_out([NAME])
    yield
    sys.meta_path[:] = before
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


@pytest.mark.usefixtures("left_out")
class TestStandIns:
    def test_they_can_be_imported_named_and_subclassed(self) -> None:
        module = importlib.import_module(f"{NAME}.keras.callbacks")

        class Logger(module.Callback):  # type: ignore[name-defined, misc]  # what Rasa's modules do as they load
            def name(self) -> str:
                return "logger"

        assert Logger().name() == "logger"
        assert issubclass(Logger, module.Callback)

    def test_they_decorate(self) -> None:
        module = importlib.import_module(NAME)

        @module.function
        def work() -> int:
            return 1

        assert work() == 1

    def test_using_one_says_what_to_do(self) -> None:
        module = importlib.import_module(NAME)
        with pytest.raises(UnneededUsedError, match="take it out of UNNEEDED"):
            module.keras.Model(units=3)

    def test_what_python_asks_for_itself_is_not_there(self) -> None:
        module = importlib.import_module(NAME)
        assert not hasattr(module.Model, "__wrapped__")
        assert not hasattr(module, "__all__")

    def test_other_packages_are_what_they_are(self) -> None:
        assert importlib.import_module("json").dumps({}) == "{}"


@pytest.mark.slow
def test_rasa_loads_without_them() -> None:
    code = (
        "import sys; from advisor.dialogue.unneeded import leave_out, UNNEEDED; leave_out(); "
        "import rasa.__main__, rasa.core.run, rasa.core.agent; "
        "print([name for name in UNNEEDED if getattr(sys.modules.get(name), '__file__', None)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_nothing_that_our_components_are_made_of_is_left_out() -> None:
    assert not {"numpy", "scipy", "sklearn", "onnxruntime", "sqlalchemy"} & set(UNNEEDED)

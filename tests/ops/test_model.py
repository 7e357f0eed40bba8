from __future__ import annotations

import fcntl
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.ops.leashed import Surroundings
from advisor.ops.model import Model, ensure_trained
from advisor.ops.problem import OpsError, StopRequestedError
from tests.ops import fake_training
from tests.ops.conftest import SpokenTo

pytestmark = pytest.mark.slow


def model(root: Path, behaviour: str = "succeeds") -> Model:
    for name in ("domain.yml", "config.yml", "data/nlu/en/basics.yml", "advisor/nlu/encoder.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"this is {name}")
    return replace(Model(root / "models" / "advisor.tar.gz", root), training=training(behaviour))


def training(behaviour: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - said by Model.
    return lambda folder: (sys.executable, fake_training.__file__, behaviour, str(folder))


def test_a_model_is_trained_once(tmp_path: Path, surroundings: Surroundings, console: SpokenTo) -> None:
    new = model(tmp_path)
    assert not new.is_current()
    ensure_trained(new, surroundings, console)
    assert new.is_current()
    ensure_trained(replace(new, training=training("fails")), surroundings, console)
    assert "the model is up to date" in console.out.getvalue()


@pytest.mark.parametrize("name", ["domain.yml", "config.yml", "data/nlu/en/basics.yml", "advisor/nlu/encoder.py"])
def test_a_change_of_what_it_learns_from_asks_for_training(
    name: str, tmp_path: Path, surroundings: Surroundings, console: SpokenTo
) -> None:
    trained = model(tmp_path)
    ensure_trained(trained, surroundings, console)
    (tmp_path / name).write_text("changed")
    assert not trained.is_current()


def test_a_damaged_model_is_trained_anew(tmp_path: Path, surroundings: Surroundings, console: SpokenTo) -> None:
    it = model(tmp_path)
    ensure_trained(it, surroundings, console)
    it.path.write_text("half a model")
    assert not it.is_current()


def test_a_renamed_file_counts_as_a_change_and_compiled_python_does_not(tmp_path: Path) -> None:
    it = model(tmp_path)
    before = it.fingerprint()
    (tmp_path / "advisor/nlu/__pycache__").mkdir()
    (tmp_path / "advisor/nlu/__pycache__/encoder.pyc").write_text("bytes")
    assert it.fingerprint() == before
    (tmp_path / "data/nlu/en/basics.yml").rename(tmp_path / "data/nlu/en/other.yml")
    assert it.fingerprint() != before


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("fails", "training the model failed"),
        ("leaves_rubbish", "without a usable model"),
        ("forgets", "without a usable"),
    ],
)
def test_a_failed_training_leaves_the_earlier_model_in_place(
    behaviour: str, words: str, tmp_path: Path, surroundings: Surroundings, console: SpokenTo
) -> None:
    earlier = model(tmp_path)
    ensure_trained(earlier, surroundings, console)
    content = earlier.path.read_bytes()
    (tmp_path / "domain.yml").write_text("changed")
    with pytest.raises(OpsError, match=words):
        ensure_trained(replace(earlier, training=training(behaviour)), surroundings, console)
    assert earlier.path.read_bytes() == content
    assert not earlier.is_current()
    assert sorted(path.name for path in earlier.path.parent.iterdir()) == ["advisor.tar.gz", "advisor.trained-from"]


def test_the_reason_of_a_failure_is_shown(tmp_path: Path, surroundings: Surroundings, console: SpokenTo) -> None:
    with pytest.raises(OpsError) as raised:
        ensure_trained(model(tmp_path, "fails"), surroundings, console)
    assert raised.value.seen == "domain.yml: intent 'greet' is used and not declared"


def test_ctrl_c_ends_a_training_and_leaves_nothing(
    tmp_path: Path, surroundings: Surroundings, console: SpokenTo
) -> None:
    lasting = model(tmp_path, "lasts")
    threading.Timer(0.3, console.stop_requested.set).start()
    with pytest.raises(StopRequestedError):
        ensure_trained(lasting, surroundings, console)
    assert list(lasting.path.parent.iterdir()) == []


def test_leftovers_of_a_killed_training_are_swept(
    tmp_path: Path, surroundings: Surroundings, console: SpokenTo
) -> None:
    it = model(tmp_path)
    (tmp_path / "models" / ".training-abc").mkdir(parents=True)
    ensure_trained(it, surroundings, console)
    assert not (tmp_path / "models" / ".training-abc").exists()


def test_a_training_beside_another_waits_for_it(tmp_path: Path, surroundings: Surroundings, console: SpokenTo) -> None:
    it = model(tmp_path)
    it.path.parent.mkdir()
    console.stop_at = "waiting for another training"
    handle = os.open(it.path.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(StopRequestedError):
        ensure_trained(it, surroundings, console)
    os.close(handle)
    console.stop_requested.clear()
    ensure_trained(it, surroundings, console)
    assert it.is_current()


def test_what_is_missing_is_named(tmp_path: Path, surroundings: Surroundings, console: SpokenTo) -> None:
    it = model(tmp_path)
    (tmp_path / "config.yml").unlink()
    with pytest.raises(OpsError, match=r"config\.yml is missing"):
        ensure_trained(it, surroundings, console)

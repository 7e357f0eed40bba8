"""The trained model: whether it still fits what it was trained from, and training that never leaves a broken one."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from advisor.ops import processes
from advisor.ops.console import Console
from advisor.ops.leashed import Surroundings
from advisor.ops.problem import OpsError
from advisor.ops.steps import TICK, run_step
from advisor.settings import ROOT

TRAINED_FROM = (
    "data",
    "domain.yml",
    "config.yml",
    "advisor/nlu",
    "models/encoder",
    "knowledge/faq.yml",
    "knowledge/told",
    "requirements/run.txt",
)
"""Files and folders that a training depends on. The lock stands for the versions of Rasa and of all it uses."""
REQUIRED = ("data", "domain.yml", "config.yml")
TEMPORARY = ".training-"


@dataclass(frozen=True)
class Model:
    """A model file, and beside it the fingerprint of what it was trained from.

    Rasa has fingerprints too, but looking at them costs ten seconds of every start.
    """

    path: Path = processes.MODEL
    root: Path = ROOT
    trained_from: Sequence[str] = TRAINED_FROM
    training: Callable[[Path], Sequence[str]] = processes.training
    """The command that trains into a folder."""

    @property
    def stamp(self) -> Path:
        """Where the fingerprint stands."""
        return self.path.with_name("advisor.trained-from")

    def fingerprint(self) -> str:
        """A hash of the names and contents of everything that a training depends on."""
        digest = hashlib.sha256()
        for file in self._files():
            name = file.relative_to(self.root).as_posix()
            digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
        return digest.hexdigest()

    def is_current(self) -> bool:
        """Whether there is a usable model that was trained from what lies here now."""
        return _usable(self.path) and self.stamp.exists() and self.stamp.read_text().strip() == self.fingerprint()

    def accept(self, trained: Path, fingerprint: str) -> None:
        """Put a freshly trained model in place. At no moment does the stamp speak for another model than its own."""
        self.stamp.unlink(missing_ok=True)
        trained.replace(self.path)
        self.stamp.write_text(fingerprint + "\n")

    def missing(self) -> list[str]:
        """What a training needs and is not there."""
        return [name for name in REQUIRED if not (self.root / name).exists()]

    def _files(self) -> Iterator[Path]:
        for name in self.trained_from:
            place = self.root / name
            files = [place] if place.is_file() else place.rglob("*")
            yield from sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts)


def ensure_trained(model: Model, surroundings: Surroundings, console: Console) -> None:
    """Train unless the model is current.

    Raises:
        OpsError: the training failed. An earlier model is still in place.
    """
    if model.is_current():
        console.done("the model is up to date")
        return
    if missing := model.missing():
        raise OpsError(f"{', '.join(missing)} is missing, so nothing can be trained.", todo="`git checkout` it.")
    model.path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(model.path.parent, console):
        if not model.is_current():  # Perhaps the training waited for has made it.
            _sweep(model.path.parent)
            _train_aside(model, surroundings, console)


def _train_aside(model: Model, surroundings: Surroundings, console: Console) -> None:
    fingerprint = model.fingerprint()  # Before the training: what changes meanwhile asks for another one.
    with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=model.path.parent) as folder:
        _train(model.training(Path(folder)), surroundings, console)
        model.accept(_trained(Path(folder), surroundings), fingerprint)


@contextmanager
def _alone(folder: Path, console: Console) -> Iterator[None]:
    """Two trainings at once would do the work twice and sweep each other away."""
    started = time.monotonic()
    handle = os.open(folder, os.O_RDONLY)
    try:
        while not _locked(handle):
            console.waiting("waiting for another training that runs here", time.monotonic() - started)
            console.pause(TICK)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _train(command: Sequence[str], surroundings: Surroundings, console: Console) -> None:
    started = time.monotonic()
    console.step("Training the model: what it learns from changed, or it was never trained (a minute or two)")
    run_step("train", "training the model", command, surroundings, console)
    console.done(f"trained in {time.monotonic() - started:.0f} s")


def _trained(folder: Path, surroundings: Surroundings) -> Path:
    path = folder / "advisor.tar.gz"
    if _usable(path):
        return path
    raise OpsError(
        "the training ended without a usable model.",
        seen=f"nothing readable at {path.name}",
        todo=f"see {surroundings.log('train')}.",
    )


def _usable(path: Path) -> bool:
    return path.exists() and tarfile.is_tarfile(path)


def _sweep(folder: Path) -> None:
    """Remove what a training that was killed left behind."""
    for leftover in folder.glob(f"{TEMPORARY}*"):
        shutil.rmtree(leftover, ignore_errors=True)

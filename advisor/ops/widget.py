"""The website widget: built by Node when it is not there or out of date. The advisor runs without it, too."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from advisor.ops.console import Console
from advisor.ops.leashed import Surroundings
from advisor.ops.problem import OpsError
from advisor.ops.steps import run_step
from advisor.settings import ROOT

BUILT_FROM = ("package.json", "package-lock.json", "tsconfig.json", "scripts/build.mjs", "src")
"""Files and folders that the built widget depends on."""
BUNDLER = "esbuild"
"""The only package that a build needs; the others are for tests."""


@dataclass(frozen=True)
class Widget:
    """The sources of the widget, and beside what was built a fingerprint of what it was built from."""

    folder: Path = ROOT / "widget"
    find: Callable[[str], str | None] = shutil.which
    """Where a program is, if it is there."""

    @property
    def built(self) -> Path:
        """What the gateway serves."""
        return self.folder / "dist"

    @property
    def stamp(self) -> Path:
        """Where the fingerprint stands."""
        return self.built / "built-from"

    def fingerprint(self) -> str:
        """A hash of the names and contents of everything that a build depends on."""
        digest = hashlib.sha256()
        for file in self._files():
            name = file.relative_to(self.folder).as_posix()
            digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
        return digest.hexdigest()

    def is_there(self) -> bool:
        """Whether some widget is built."""
        return (self.built / "manifest.json").exists()

    def is_current(self) -> bool:
        """Whether it was built from what lies here now."""
        return self.is_there() and self.stamp.exists() and self.stamp.read_text().strip() == self.fingerprint()

    def has_bundler(self) -> bool:
        """Whether the bundler is installed in the version that is locked."""
        with suppress(OSError, ValueError, KeyError):
            locked = json.loads((self.folder / "package-lock.json").read_text())["packages"]
            installed = json.loads((self.folder / "node_modules" / BUNDLER / "package.json").read_text())
            return bool(locked[f"node_modules/{BUNDLER}"]["version"] == installed["version"])
        return False

    def commands(self, npm: str) -> Iterator[tuple[str, Sequence[str]]]:
        """What to run, each with words for what it does."""
        here = (npm, "--prefix", str(self.folder))
        if not self.has_bundler():
            yield "installing the widget's bundler", (*here, "ci", "--omit=dev", "--no-audit", "--no-fund")
        yield "building the widget", (*here, "run", "--silent", "build")

    def _files(self) -> Iterator[Path]:
        for name in BUILT_FROM:
            place = self.folder / name
            files = [place] if place.is_file() else place.rglob("*")
            yield from sorted(file for file in files if file.is_file())


def ensure_built(widget: Widget, surroundings: Surroundings, console: Console) -> None:
    """Build the widget unless it is current. What prevents that is said in one line, and prevents nothing else.

    Raises:
        StopRequestedError: the operator asked to stop meanwhile.
    """
    if widget.is_current():
        console.done("the website widget is up to date")
        return
    npm = widget.find("npm")
    if npm is None or widget.find("node") is None:
        console.say(f"  Node.js is missing (npm, node), so the website widget is not built: {_instead(widget)}.")
        return
    try:
        _build(widget, npm, surroundings, console)
    except OpsError as problem:
        log = surroundings.log("widget")
        console.say(f"  The website widget was not built ({problem.what} See {log}): {_instead(widget)}.")


def _build(widget: Widget, npm: str, surroundings: Surroundings, console: Console) -> None:
    started = time.monotonic()
    console.step("Building the website widget: it changed, or was never built (some seconds)")
    fingerprint = widget.fingerprint()  # Before the build: what changes meanwhile asks for another one.
    for doing, command in widget.commands(npm):
        run_step("widget", doing, command, surroundings, console)
    widget.stamp.write_text(fingerprint + "\n")
    console.done(f"built in {time.monotonic() - started:.0f} s")


def _instead(widget: Widget) -> str:
    return "the earlier one is used" if widget.is_there() else "the advisor starts without it"

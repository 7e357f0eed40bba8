from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.ops.leashed import Surroundings
from advisor.ops.problem import StopRequestedError
from advisor.ops.widget import Widget, ensure_built
from advisor.settings import ROOT
from tests.ops import fake_npm
from tests.ops.conftest import SpokenTo

pytestmark = pytest.mark.slow


@pytest.fixture
def widget(tmp_path: Path) -> Widget:
    """Sources of a widget, and an npm that builds it."""
    folder = tmp_path / "widget"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "chat.ts").write_text("chat")
    (folder / "package.json").write_text("{}")
    (folder / "package-lock.json").write_text(json.dumps({"packages": {"node_modules/esbuild": {"version": "1.0.0"}}}))
    return Widget(folder, npm_that("works", tmp_path))


def npm_that(behaviour: str, folder: Path):  # type: ignore[no-untyped-def]  # noqa: ANN201 - said by Widget.
    script = folder / f"npm-{behaviour}"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{fake_npm.__file__}" {behaviour} "$@"\n')
    script.chmod(0o755)
    return lambda name: str(script)


def told(console: SpokenTo) -> str:
    return console.out.getvalue()


def test_a_widget_is_built_once(widget: Widget, surroundings: Surroundings, console: SpokenTo) -> None:
    assert not widget.is_current()
    ensure_built(widget, surroundings, console)
    assert widget.is_current()
    ensure_built(replace(widget, find=lambda _: None), surroundings, console)
    assert "the website widget is up to date" in told(console)


def test_a_change_of_its_sources_asks_for_a_build(
    widget: Widget, surroundings: Surroundings, console: SpokenTo
) -> None:
    ensure_built(widget, surroundings, console)
    (widget.folder / "src" / "chat.ts").write_text("changed")
    assert not widget.is_current()
    ensure_built(widget, surroundings, console)
    assert widget.is_current()


def test_packages_are_installed_only_when_the_bundler_is_not_there(
    widget: Widget, surroundings: Surroundings, console: SpokenTo
) -> None:
    assert [words for words, _ in widget.commands("npm")] == ["installing the widget's bundler", "building the widget"]
    ensure_built(widget, surroundings, console)
    assert [words for words, _ in widget.commands("npm")] == ["building the widget"]


def test_without_node_the_advisor_starts_and_says_so_in_one_line(
    widget: Widget, surroundings: Surroundings, console: SpokenTo
) -> None:
    ensure_built(replace(widget, find=lambda _: None), surroundings, console)
    assert told(console).strip().splitlines() == [
        "Node.js is missing (npm, node), so the website widget is not built: the advisor starts without it."
    ]


def test_a_build_that_fails_leaves_the_earlier_widget_in_place(
    widget: Widget, surroundings: Surroundings, console: SpokenTo, tmp_path: Path
) -> None:
    ensure_built(widget, surroundings, console)
    (widget.folder / "src" / "chat.ts").write_text("with a mistake")
    ensure_built(replace(widget, find=npm_that("fails", tmp_path)), surroundings, console)
    assert "was not built (building the widget failed" in told(console)
    assert "the earlier one is used" in told(console)
    assert widget.is_there()
    assert not widget.is_current()


def test_a_stop_is_obeyed(widget: Widget, surroundings: Surroundings, console: SpokenTo, tmp_path: Path) -> None:
    console.stop_at = "Building"
    with pytest.raises(StopRequestedError):
        ensure_built(replace(widget, find=npm_that("lasts", tmp_path)), surroundings, console)


def test_the_real_widget_names_what_it_is_built_from() -> None:
    real = Widget()
    assert real.folder == ROOT / "widget"
    assert real.fingerprint() == Widget().fingerprint()
    lock = json.loads((real.folder / "package-lock.json").read_text())["packages"]
    assert "dev" not in lock["node_modules/esbuild"], "make start installs no packages for tests"

"""The set-up as a fresh machine meets it, with small scripts in place of Python, uv and pip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import setup

pytestmark = pytest.mark.slow

FIND_PYTHON = setup.ROOT / "scripts" / "find-python"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clone whose environment works and has nothing installed."""
    (tmp_path / "requirements").mkdir()
    for which in ("run", "dev"):
        setup.lock_of(tmp_path, which).write_text(f"# the {which} lock\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    setup.python_of(tmp_path / ".venv").symlink_to(sys.executable)
    return tmp_path


def command(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def machine_with(folder: Path, **commands: str) -> dict[str, str]:
    """An environment in which only these commands, and those of the shell itself, are found."""
    for name, script in commands.items():
        command(folder, name.replace("_", "."), script)
    return {"PATH": str(folder)}


def test_what_is_installed_stays_until_the_lock_changes(root: Path) -> None:
    assert not setup.is_installed(root, "run")
    setup.write_stamps(root, "run")
    assert setup.is_installed(root, "run")
    setup.lock_of(root, "run").write_text("# another version\n")
    assert not setup.is_installed(root, "run")


def test_the_tests_environment_holds_all_that_running_needs_but_not_the_other_way_round(root: Path) -> None:
    setup.write_stamps(root, "dev")
    assert setup.is_installed(root, "run")
    setup.write_stamps(root, "run")
    assert not setup.is_installed(root, "dev")


def test_an_environment_whose_python_is_gone_does_not_count(root: Path) -> None:
    setup.write_stamps(root, "run")
    setup.python_of(root / ".venv").unlink()
    assert not setup.is_installed(root, "run")


def test_a_second_set_up_does_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    setup.write_stamps(root, "dev")
    setup.set_up(root, "dev")
    assert capsys.readouterr().out == ""


def test_a_linked_environment_is_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".venv").rename(root / "shared")
    (root / ".venv").symlink_to(root / "shared")
    setup.set_up(root, "dev")
    assert capsys.readouterr().out == ""
    assert sorted(path.name for path in (root / "shared").iterdir()) == ["bin"]


def test_pip_takes_over_where_uv_does_not_get_through(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    command(root, "uv", "echo 'uv: no route to the index'; exit 2")
    monkeypatch.setenv("PATH", f"{root}{os.pathsep}{os.environ['PATH']}")
    setup.set_up(root, "run")
    assert "trying pip" in capfd.readouterr().out
    assert setup.is_installed(root, "run")


def test_a_failed_installation_is_taken_up_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_INSTALLER", "pip")
    setup.lock_of(root, "run").write_text("a-package-without-a-hash==1\n")
    with pytest.raises(setup.SetupError, match="failed; the lines above say why"):
        setup.set_up(root, "run")
    assert not setup.is_installed(root, "run")


def test_a_full_disk_is_told_before_anything_is_fetched(root: Path) -> None:
    with pytest.raises(setup.SetupError, match="MB free"):
        setup.check_space(root, needed_megabytes=10**12)


def test_a_surprise_from_the_machine_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path / "nowhere")
    assert setup.main(["run"]) == 1
    assert "the machine refused something" in capsys.readouterr().err


def test_a_python_that_can_make_no_environments_is_told_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(setup.SetupError, match=r"apt-get install python3\.11-venv"):
        setup.create_environment(tmp_path / ".venv")


def test_a_python_of_another_version_is_passed_over(tmp_path: Path) -> None:
    path = machine_with(tmp_path, python3_11="exit 1", python3=f'exec "{sys.executable}" "$@"')
    found = subprocess.run(["/bin/sh", str(FIND_PYTHON)], env=path, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).resolve() == Path(sys.executable).resolve()


def test_without_python_uv_is_asked_to_fetch_one(tmp_path: Path) -> None:
    path = machine_with(tmp_path, uv='[ "$2" = install ] || echo /fetched/python3.11')
    found = subprocess.run(["/bin/sh", "-c", NO_SYSTEM_PYTHON], env=path, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "/fetched/python3.11"


def test_without_python_and_uv_the_message_says_what_to_install(tmp_path: Path) -> None:
    path = machine_with(tmp_path, cat=f'exec {setup.shutil.which("cat")} "$@"')
    found = subprocess.run(["/bin/sh", "-c", NO_SYSTEM_PYTHON], env=path, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "apt-get install python3.11 python3.11-venv" in found.stderr


NO_SYSTEM_PYTHON = FIND_PYTHON.read_text().replace("/usr/bin/python3.11 /usr/local/bin/python3.11", "")
"""The same script on a machine that has no Python in the usual places either."""

"""`python -m advisor`."""

from __future__ import annotations

import runpy
import subprocess
import sys

import pytest

from advisor.__main__ import main
from advisor.settings import ROOT


def test_help_lists_each_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "check Check the knowledge: print what is wrong with it, or what is there." in out
    assert "schemas Write the JSON Schemas" in out


@pytest.mark.parametrize("arguments", [[], ["chekc"]])
def test_no_or_an_unknown_command_ends_with_how_to_use_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: python -m advisor" in capsys.readouterr().err


def test_it_runs_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["advisor", "check", "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "advisor" / "__main__.py"), run_name="__main__")
    assert end.value.code == 0
    assert "--directory" in capsys.readouterr().out


def test_only_the_command_named_is_imported() -> None:
    code = (
        "import sys, advisor.__main__\n"
        "try: advisor.__main__.main(['check', '--help'])\n"
        "except SystemExit: print('advisor.commands.schemas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "False"

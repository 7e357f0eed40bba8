"""Versions with known faults do not get into the locks."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import audit

BAD = Path(__file__).with_name("bad_requirements.txt")


def test_the_locks_are_clean() -> None:
    assert audit.main([]) == 0


def test_the_control_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([str(BAD)]) == 1
    assert "jinja2 3.1.2 has CVE-2025-27516; expected none of <3.1.6" in capsys.readouterr().err
    assert audit.main(["--control", str(BAD)]) == 0


def test_a_control_that_finds_nothing_fails(tmp_path: Path) -> None:
    harmless = tmp_path / "harmless.txt"
    harmless.write_text("click==8.5.1\n", "utf-8")

    assert audit.main(["--control", str(harmless)]) == 1
    assert audit.main([str(harmless)]) == 0


@pytest.mark.parametrize("advisory", audit.read()[0], ids=lambda advisory: f"{advisory.package} {advisory.id}")
def test_every_advisory_would_be_found(advisory: audit.Advisory, tmp_path: Path) -> None:
    begins = next((each.version for each in advisory.bad if each.operator == ">="), "0.0.1")
    lock = tmp_path / "planted.txt"
    lock.write_text(
        f"{advisory.package.upper()}[extra]=={begins} ; python_version > '3' \\\n  --hash=sha256:0\n", "utf-8"
    )

    assert [each.advisory for each in audit.findings(lock, [advisory])] == [advisory]


def test_what_is_accepted_has_its_reason() -> None:
    advisories, accepted = audit.read()

    assert accepted <= {(each.package, each.id) for each in advisories}

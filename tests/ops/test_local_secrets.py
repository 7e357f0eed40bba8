from __future__ import annotations

from pathlib import Path

import pytest

from advisor.ops.local_secrets import SECRET, ensure_secret, read_settings
from advisor.ops.problem import OpsError


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET, raising=False)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    assert ensure_secret(env)
    first = env.read_text()
    assert not ensure_secret(env)
    assert env.read_text() == first
    assert env.stat().st_mode & 0o777 == 0o600
    assert len(read_settings(env).channel_secret.get_secret_value()) >= 32


def test_what_the_file_said_before_is_kept(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"ADVISOR_PORT=8001\n{SECRET}=")
    assert ensure_secret(env)
    assert env.read_text().startswith(f"ADVISOR_PORT=8001\n{SECRET}=\n{SECRET}=")
    assert read_settings(env).port == 8001


def test_a_secret_from_outside_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "from-outside-and-long-enough")
    assert not ensure_secret(tmp_path / ".env")
    assert not (tmp_path / ".env").exists()


def test_unusable_settings_are_named_but_never_shown(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"{SECRET}=hunter2\nADVISOR_PORT=many\n")
    with pytest.raises(OpsError) as raised:
        read_settings(env)
    assert SECRET in raised.value.seen
    assert "ADVISOR_PORT" in raised.value.seen
    assert "hunter2" not in raised.value.seen

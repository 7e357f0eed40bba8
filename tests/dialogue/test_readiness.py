"""What keeps the Rasa server from starting, rather than from working once it is up."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from advisor.dialogue import server
from advisor.dialogue.readiness import faults

STORE = "tracker_store:\n  type: advisor.dialogue.tracker_store.FastTrackerStore\n  url: ${ADVISOR_DATABASE_URL}\n"


class Files:
    """The three files of a server, good ones until told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.model = folder / "advisor.tar.gz"
        self.endpoints, self.credentials = folder / "endpoints.yml", folder / "credentials.yml"
        with tarfile.open(self.model, "w:gz"):
            pass
        self.endpoints.write_text(STORE)
        self.credentials.write_text("advisor.dialogue.channel.AdvisorInput:\n  secret: ${ADVISOR_CHANNEL_SECRET}\n")

    def arguments(self) -> list[str]:
        named = {"--model": self.model, "--endpoints": self.endpoints, "--credentials": self.credentials}
        return ["run", "--port", "1", *(str(part) for pair in named.items() for part in pair)]

    def faults(self) -> str:
        return "\n".join(faults(self.arguments()))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    monkeypatch.setenv("ADVISOR_DATABASE_URL", "sqlite:///advisor.db")
    monkeypatch.setenv("ADVISOR_CHANNEL_SECRET", "a-secret-that-is-long-enough")
    return Files(tmp_path)


def test_nothing_is_wrong_with_good_files(files: Files) -> None:
    assert files.faults() == ""


@pytest.mark.parametrize("type_", ["SQL", "redis", "advisor.dialogue.tracker_store.FastTrackerStore"])
def test_a_store_that_rasa_can_find(files: Files, type_: str) -> None:
    files.endpoints.write_text(f"tracker_store:\n  type: {type_}\n")
    assert files.faults() == ""


@pytest.mark.parametrize(
    "type_", ["SQLL", "advisor.dialogue.tracker_store.FastTrackerStor", "advisor.dialog.tracker_store.FastTrackerStore"]
)
@pytest.mark.parametrize("part", ["tracker_store", "lock_store", "event_broker"])
def test_a_misspelt_class_is_named(files: Files, part: str, type_: str) -> None:
    files.endpoints.write_text(f"{'' if part == 'tracker_store' else STORE}{part}:\n  type: {type_}\n")
    assert f"{part}: type: {type_} cannot be found" in files.faults()


def test_a_store_without_a_type_is_named(files: Files) -> None:
    files.endpoints.write_text("tracker_store:\n  typ: SQL\n")
    assert "tracker_store: type is missing; expected one of dynamo" in files.faults()


def test_no_store_at_all_would_forget_everything(files: Files) -> None:
    files.endpoints.write_text("action_endpoint:\n  url: http://127.0.0.1:5055/webhook\n")
    assert "tracker_store is missing" in files.faults()


def test_a_model_that_is_not_there(files: Files) -> None:
    files.model.unlink()
    assert "run `make train`" in files.faults()


def test_a_model_that_is_no_model(files: Files) -> None:
    files.model.write_text("half a mod")
    assert "cannot be read; remove it" in files.faults()


def test_a_secret_in_quotes_is_none(files: Files) -> None:
    files.credentials.write_text('advisor.dialogue.channel.AdvisorInput:\n  secret: "${ADVISOR_CHANNEL_SECRET}"\n')
    assert "AdvisorInput: secret still holds ${...; write it without quotes" in files.faults()


def test_a_variable_that_is_not_set(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_DATABASE_URL")
    assert "not set: ADVISOR_DATABASE_URL; `make start` sets them" in files.faults()


@pytest.mark.parametrize("name", ["endpoints", "credentials"])
def test_files_that_cannot_be_read(files: Files, name: str) -> None:
    file: Path = getattr(files, name)
    file.write_text("secret: hunter2\na: [1")
    assert f"{name}.yml cannot be read (YamlSyntaxException, line " in files.faults()
    assert "hunter2" not in files.faults()
    file.unlink()
    assert f"{name}.yml cannot be read (it is not there)" in files.faults()


def test_the_server_says_it_all_and_ends(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.model.unlink()
    files.endpoints.write_text("tracker_store:\n  type: nothing.Here\n")
    monkeypatch.setattr(server, "leave_out", lambda: None)
    monkeypatch.setattr("sys.argv", ["server", *files.arguments()])
    with pytest.raises(SystemExit, match=r"(?s)does not start:.*trained model.*nothing.Here"):
        server.main()

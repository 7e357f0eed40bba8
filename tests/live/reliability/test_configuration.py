"""Set up wrongly, a process does not start, and says what to do."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from advisor.ops import processes
from advisor.settings import ROOT, Settings
from advisor.store.migrate import upgrade
from tests.live.system import LooseProcesses, settings_for

PATIENCE = 90


@dataclass
class Site:
    """Files and environment of a machine, good ones until a test spoils them."""

    folder: Path
    settings: Settings
    environment: dict[str, str] = field(default_factory=dict)
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Copies, so that a test may spoil them."""
        self.environment = processes.environment(self.settings)
        self.commands = {each.name: each.command for each in processes.services(self.settings)}
        for name in ("endpoints.yml", "credentials.yml"):
            shutil.copy(ROOT / name, self.folder)
            self._swap(name, str(self.folder / name))

    def spoil(self, name: str, old: str, new: str) -> None:
        """Change a word in a file."""
        file = self.folder / name
        before = file.read_text("utf-8")
        assert old in before
        file.write_text(before.replace(old, new), "utf-8")

    def without_model(self) -> None:
        """As if nothing had been trained."""
        self._swap(str(processes.MODEL), str(self.folder / "advisor.tar.gz"))

    def start(self, name: str) -> subprocess.CompletedProcess[str]:
        """Start a process that is expected to end by itself."""
        return subprocess.run(
            self.commands[name],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def _swap(self, old: str, new: str) -> None:
        self.commands["rasa"] = tuple(new if part == old else part for part in self.commands["rasa"])


@pytest.fixture
def site(tmp_path: Path) -> Site:
    settings = settings_for(tmp_path)
    upgrade(settings.database_url)
    return Site(tmp_path, settings)


def misspelt_store(site: Site) -> None:
    site.spoil("endpoints.yml", "FastTrackerStore", "FastTrackerStor")


def quoted_secret(site: Site) -> None:
    site.spoil("credentials.yml", "${ADVISOR_CHANNEL_SECRET}", '"${ADVISOR_CHANNEL_SECRET}"')


def no_model(site: Site) -> None:
    site.without_model()


def no_schema(site: Site) -> None:
    (site.folder / "advisor.db").unlink()


def old_schema(site: Site) -> None:
    with sqlite3.connect(site.folder / "advisor.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")


def newer_schema(site: Site) -> None:
    with sqlite3.connect(site.folder / "advisor.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def unreadable_knowledge(site: Site) -> None:
    knowledge = site.folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    (knowledge / "questions.yml").write_text("markets: [", "utf-8")
    site.environment["ADVISOR_KNOWLEDGE_DIR"] = str(knowledge)


def placeholder(site: Site) -> None:
    site.environment["ADVISOR_CHANNEL_SECRET"] = "changeme"


CASES: tuple[tuple[Callable[[Site], None], str, str], ...] = (
    (misspelt_store, "rasa", "FastTrackerStor cannot be found"),
    (quoted_secret, "rasa", "write it without quotes"),
    (no_model, "rasa", "run `make train`"),
    (no_schema, "rasa", "run `python -m advisor database`"),
    (no_schema, "gateway", "run `python -m advisor database`"),
    (old_schema, "gateway", "run `python -m advisor database`"),
    (newer_schema, "gateway", "run that version, or restore the backup"),
    (unreadable_knowledge, "gateway", "`python -m advisor check` says whether they are well"),
    (unreadable_knowledge, "actions", "`python -m advisor check` says whether they are well"),
    (placeholder, "gateway", "mend them in .env"),
)


@pytest.mark.parametrize(("spoil", "name", "words"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_it_refuses_to_start_and_says_what_to_do(
    spoil: Callable[[Site], None], name: str, words: str, site: Site
) -> None:
    spoil(site)

    ended = site.start(name)

    assert ended.returncode != 0
    assert words in ended.stderr + ended.stdout
    assert site.settings.channel_secret.get_secret_value() not in ended.stderr + ended.stdout


def test_make_start_says_it_too_before_anything_runs(site: Site) -> None:
    unreadable_knowledge(site)
    site.commands["start"] = (sys.executable, "-m", "advisor", "start")

    ended = site.start("start")

    assert ended.returncode == 1
    assert "checking the knowledge failed" in ended.stderr
    assert "questions.yml" in ended.stderr


@pytest.fixture
def rasa(tmp_path: Path) -> Iterator[Settings]:
    """A running Rasa, and the settings that it has."""
    settings = settings_for(tmp_path)
    running = LooseProcesses(settings)
    try:
        running.start("rasa")
        yield settings
    finally:
        running.stop()


def test_a_gateway_with_another_secret_than_rasa_refuses_to_start(rasa: Settings, tmp_path: Path) -> None:
    other = settings_for(tmp_path).model_copy(update={"rasa_port": rasa.rasa_port})
    site = Site(tmp_path, other)

    ended = site.start("gateway")

    assert ended.returncode == 1
    assert "expected the same ADVISOR_CHANNEL_SECRET for both" in ended.stderr

"""`make check` tries fewer examples of each law (`--hypothesis-profile=quick`); no law is about how long it takes.

It also passes over modules of which every test is slow, without importing what they need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from advisor.dialogue.unneeded import leave_out
from advisor.heap import settle
from tests.postgres import Cluster, cluster

settings.register_profile("default", deadline=None)
settings.register_profile("quick", max_examples=25, deadline=None)
settings.load_profile("default")

ON_POSTGRESQL = "--on-postgresql"
WHOLLY_SLOW = "\npytestmark = pytest.mark.slow\n"


def pytest_configure() -> None:
    """What the Rasa server does without, its components do without in tests: no worker loads TensorFlow."""
    leave_out(["tensorflow", "keras"])


def pytest_collection_finish() -> None:
    """All that was imported stays: searching it for garbage over and over took a tenth of all tests' time."""
    settle()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if "not slow" not in config.option.markexpr or not collection_path.match("test_*.py"):
        return None
    return WHOLLY_SLOW in collection_path.read_text("utf-8") or None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(ON_POSTGRESQL, action="store_true", help="databases of tests are PostgreSQL's, not SQLite files")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL that runs until the tests end."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def bare_database(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Makes addresses of databases in which there is nothing, for SQLite in a folder."""
    if request.config.getoption(ON_POSTGRESQL):
        running: Cluster = request.getfixturevalue("postgres")
        return lambda _: running.fresh(migrated=False)
    return lambda folder: f"sqlite:///{folder / 'advisor.db'}"


@pytest.fixture
def on_sqlite(request: pytest.FixtureRequest) -> None:
    """For tests of what only SQLite has."""
    if request.config.getoption(ON_POSTGRESQL):
        pytest.skip("is about SQLite")

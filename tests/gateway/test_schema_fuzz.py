"""Schemathesis makes requests from the OpenAPI document, by the rules and against them. None may end in a 5xx."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema

from advisor.gateway import feed
from advisor.gateway.app import create_app
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.database import Database
from tests.gateway.conftest import assess, serve
from tests.gateway.fakes import FakeRasa

pytestmark = pytest.mark.slow

EXAMPLES = 30
"""For each operation, in a conversation that exists and in those that do not."""
ASKED = 80
"""So many requests at least, or something keeps them from being made."""
MANY = 1_000_000
SECONDS = 20


class Served(threading.Thread):
    """The gateway in a thread of its own, since Schemathesis waits for each answer."""

    def __init__(self, settings: Settings, knowledge: Knowledge) -> None:
        super().__init__()
        self._settings = settings
        self._knowledge = knowledge
        self._ready = threading.Event()
        self._over = threading.Event()
        self.url = ""

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        async with Database(self._settings.database_url) as database:
            app = create_app(self._settings, self._knowledge, assess, FakeRasa(database))
            async with serve(app, self._settings) as self.url:
                self._ready.set()
                await asyncio.to_thread(self._over.wait)

    def __enter__(self) -> Served:
        self.start()
        assert self._ready.wait(SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


@pytest.fixture
def url(
    settings: Settings, knowledge: Knowledge, fresh_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A gateway without limits whose streams soon end."""
    (tmp_path / "advisor.db").write_bytes(fresh_database.read_bytes())
    monkeypatch.setattr(feed, "LONGEST_SECONDS", 0.05)
    monkeypatch.setattr(feed, "LOOK_SECONDS", 0.02)
    unlimited = settings.model_copy(
        update={"requests_per_minute": MANY, "messages_per_minute": MANY, "conversations_per_hour": MANY}
    )
    with Served(unlimited, knowledge) as served:
        yield served.url


@pytest.fixture
def api(url: str) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{url}/api/schema/openapi.json")


@pytest.fixture
def opened(url: str) -> dict[str, str]:
    response: dict[str, str] = httpx.post(f"{url}/api/conversations", trust_env=False).json()
    return response


thorough = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
by_the_rules_and_against = pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@by_the_rules_and_against
def test_whatever_is_asked_of_conversations_that_do_not_exist(api: BaseSchema, url: str, mode: GenerationMode) -> None:
    def ask(case: Case) -> None:
        case.call_and_validate(base_url=url, checks=[not_a_server_error], timeout=SECONDS)

    assert fuzzed(api, mode, ask) >= ASKED


@by_the_rules_and_against
def test_whatever_is_asked_in_a_conversation(
    api: BaseSchema, url: str, opened: dict[str, str], mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {opened['token']}"}

    def ask(case: Case) -> None:
        if "conversation_id" in (case.path_parameters or {}):
            case.path_parameters["conversation_id"] = opened["conversation_id"]
        if case.method != "DELETE":
            case.call_and_validate(base_url=url, headers=headers, checks=[not_a_server_error], timeout=SECONDS)

    assert fuzzed(api, mode, ask) >= ASKED


def fuzzed(api: BaseSchema, mode: GenerationMode, ask: Callable[[Case], None]) -> int:
    """Ask for each operation, and count the requests."""
    asked = 0
    for result in api.get_all_operations():

        @thorough
        @given(case=result.ok().as_strategy(generation_mode=mode))
        def one_operation(case: Case) -> None:
            nonlocal asked
            asked += 1
            ask(case)

        with suppress(Unsatisfiable):  # Nothing can be wrong about a request that takes nothing.
            one_operation()
    return asked

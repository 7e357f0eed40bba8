"""Two processes are given messages of one conversation at the same time: all are answered, once each, one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.live.firm import Firm, Json
from tests.live.reliability.crews import Doubled
from tests.live.reliability.sites import redis_of
from tests.live.system import settings_for
from tests.telegram.asking import questions

ASKED = 10
CONVERSATIONS = 4


@pytest.fixture(scope="module", params=["two gateways, one Rasa", "two gateways, two Rasas"])
def doubled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doubled]:
    folder = tmp_path_factory.mktemp("doubled")
    with crew(folder, several=request.param.endswith("two Rasas")) as doubled:
        yield doubled


@contextmanager
def crew(folder: Path, *, several: bool) -> Iterator[Doubled]:
    server = redis_of(folder) if several else None
    url = f"redis://127.0.0.1:{server.port}/0" if server else ""
    doubled = Doubled(settings_for(folder).model_copy(update={"rasa_timeout": 60.0, "redis_url": url}))
    try:
        doubled.start()
        yield doubled
    finally:
        doubled.processes.stop()
        if server is not None:
            server.stop()


class TwoDoors:
    """A firm that writes through both gateways."""

    def __init__(self, urls: tuple[str, str]) -> None:
        self._firm = Firm(urls[0])
        self._client = httpx.Client(timeout=90, trust_env=False)
        self._headers = self._firm._client.headers
        self._addresses = [f"{url}/api/conversations/{self._firm.id}/messages" for url in urls]

    def write(self, number: int) -> list[Json]:
        """Ask one of the questions, every second one through the second gateway."""
        address = self._addresses[number % 2]
        reply = self._client.post(address, json={"text": questions()[number].words}, headers=self._headers)
        return list(reply.raise_for_status().json()["messages"])

    def history(self) -> list[Json]:
        """All that was said."""
        return self._firm.history()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
        self._firm.close()


@pytest.fixture
def firms(doubled: Doubled) -> Iterator[list[TwoDoors]]:
    opened = [TwoDoors(doubled.urls) for _ in range(CONVERSATIONS)]
    yield opened
    for firm in opened:
        firm.close()


def test_messages_at_once_are_each_answered_once(firms: list[TwoDoors]) -> None:
    with ThreadPoolExecutor(CONVERSATIONS * ASKED) as threads:
        list(threads.map(lambda pair: pair[1].write(pair[0]), itertools.product(range(ASKED), firms)))

    for firm in firms:
        history = firm.history()
        said = [message["text"] for message in history if message["author"] == "firm"]
        assert sorted(said) == sorted(questions()[number].words for number in range(ASKED))
        assert not any((message.get("data") or {}).get("pending") for message in history)
        for number in range(ASKED):
            assert answers_to(number, history) == 1, [(each["author"], each["text"][:60]) for each in history]
        assert each_is_followed_by_its_answer(history)


def answers_to(number: int, history: list[Json]) -> int:
    answer = questions()[number].answer
    return sum(message["author"] == "advisor" and answer in message["text"] for message in history)


def each_is_followed_by_its_answer(history: list[Json]) -> bool:
    answers = {asked.words: asked.answer for asked in questions()}
    return all(
        answers[before["text"]] in after["text"]
        for before, after in itertools.pairwise(history)
        if before["author"] == "firm"
    )

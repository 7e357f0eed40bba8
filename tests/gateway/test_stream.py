"""Messages as they come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar

from advisor.gateway import feed
from advisor.gateway.bells import Bells
from advisor.gateway.feed import Feed
from advisor.gateway.history import History
from advisor.gateway.problems import Problem
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from advisor.store.ratings import RatingStore
from tests.gateway.conftest import Clock, Firm, open_conversation, serve
from tests.gateway.fakes import FakeRasa, action, bot, bots, record
from tests.gateway.test_access import is_problem

pytestmark = pytest.mark.slow

Json = dict[str, Any]

PATIENCE = 10.0


@pytest.fixture
async def firm(app: Litestar, settings: Settings) -> AsyncIterator[Firm]:
    """A firm that talks with a gateway that is really served."""
    async with serve(app, settings) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield await open_conversation(client)


class Listener:
    """What comes over one stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def event(self) -> dict[str, str]:
        """The next event, or a comment."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line and fields:
                    break
                name, _, value = line.partition(": ")
                fields[name or "comment"] = value
        return fields

    async def message(self) -> Json:
        """The next message."""
        while "data" not in (event := await self.event()):
            pass
        assert event["event"] == "message"
        message: Json = json.loads(event["data"])
        assert event["id"] == message["id"]
        return message

    async def texts(self, count: int) -> list[str]:
        return [(await self.message())["text"] for _ in range(count)]


@asynccontextmanager
async def listen(firm: Firm, last: str | None = None) -> AsyncIterator[Listener]:
    headers = firm.headers if last is None else {**firm.headers, "Last-Event-ID": last}
    async with firm.client.stream("GET", f"{firm.path}/stream", headers=headers, timeout=PATIENCE) as response:
        yield Listener(response)


async def test_messages_of_both_come_as_in_the_history(firm: Firm) -> None:
    async with listen(firm) as listener:
        assert listener.response.headers["content-type"].startswith("text/event-stream")
        greeting = await listener.message()
        await firm.says("hello")
        said = [await listener.message() for _ in range(2)]

        assert [greeting, *said] == await firm.history()


async def test_it_goes_on_after_the_last_message_that_arrived(firm: Firm) -> None:
    (hello,) = await firm.says("hello")
    await firm.says("again")

    async with listen(firm, last=hello["id"]) as listener:
        assert await listener.texts(2) == ["again", "You said: again"]


async def test_what_is_no_id_of_a_message_starts_from_the_beginning(firm: Firm) -> None:
    for last in ("notice-1", "pending-1", "9" * 40, "-1", "1.5", ""):
        async with listen(firm, last=last) as listener:
            assert await listener.texts(1) == ["Hello, I am your advisor."], last


async def test_a_tapped_button_that_was_offered_before_reads_as_its_words(firm: Firm, rasa: FakeRasa) -> None:
    rasa.answer = lambda _: [bot("Really?", buttons={"Yes, really": "/affirm"})]
    (question,) = await firm.says("hello")

    async with listen(firm, last=question["id"]) as listener:
        await firm.taps("/affirm")
        assert await listener.texts(1) == ["Yes, really"]


async def test_what_somebody_says_later_comes_too(
    firm: Firm, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LOOK_SECONDS", 0.05)
    async with listen(firm, last=firm.greeting[0]["id"]) as listener:
        await listener.event()
        await record(database, firm.id, [*bots([bot("A person here: we can help.")]), action("action_listen")])

        assert await listener.texts(1) == ["A person here: we can help."]


async def test_a_silent_line_is_kept_alive(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(feed, "KEEP_ALIVE_SECONDS", 0.05)
    async with listen(firm, last=firm.greeting[0]["id"]) as listener:
        assert [await listener.event() for _ in range(3)] == [{"comment": "keep-alive"}] * 3


async def test_erasing_ends_the_stream(firm: Firm) -> None:
    async with listen(firm, last=firm.greeting[0]["id"]) as listener:
        await listener.event()
        await firm.client.delete(firm.path, headers=firm.headers)

        assert (await listener.event())["event"] == "end"
        assert await listener.event() == {}


async def test_the_fourth_stream_is_refused_until_one_ends(firm: Firm) -> None:
    other = await open_conversation(firm.client)
    async with AsyncExitStack() as stack:
        listeners = [await stack.enter_async_context(listen(firm)) for _ in range(3)]
        assert len({(await listener.message())["id"] for listener in listeners}) == 1

        refused = await firm.client.get(f"{firm.path}/stream", headers=firm.headers)
        assert is_problem(refused, "too_many_streams")
        assert "Retry-After" in refused.headers
        async with listen(other) as listener:
            assert await listener.message()

    async with asyncio.timeout(PATIENCE):
        while (await reopened(firm)) != 200:
            await asyncio.sleep(0.05)


async def reopened(firm: Firm) -> int:
    async with listen(firm) as listener:
        return listener.response.status_code


async def test_stopping_the_gateway_does_not_wait_for_streams(app: Litestar, settings: Settings) -> None:
    async with httpx.AsyncClient(trust_env=False) as client, serve(app, settings) as url:
        client.base_url = httpx.URL(url)
        firm = await open_conversation(client)
        stack = AsyncExitStack()
        listener = await stack.enter_async_context(listen(firm))
        await listener.message()
        app.state.bells.close()

        assert await listener.event() == {}
        await stack.aclose()


class TestCounting:
    """Lines that break without a word."""

    @pytest.fixture
    def streams(self, database: Database, clock: Clock) -> Feed:
        store = ConversationStore(database)
        return Feed(store, History(store, RatingStore(database), {}), Bells(), clock)

    async def test_a_stream_that_never_began_does_not_count_for_good(self, streams: Feed, clock: Clock) -> None:
        for _ in range(3):
            streams.open("c1", 0)
        with pytest.raises(Problem):
            streams.open("c1", 0)
        clock.now += feed.LEASE_SECONDS

        assert streams.open("c1", 0)

    async def test_a_stream_ends_after_an_hour(
        self, streams: Feed, firm: Firm, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feed, "LOOK_SECONDS", 0.02)
        events = [event async for event in _late(streams.open(firm.id, 0), clock)]

        assert [event.event for event in events if event.data] == ["message"]


async def _late(events: AsyncIterator[Any], clock: Clock) -> AsyncIterator[Any]:
    async for event in events:
        clock.now += feed.LONGEST_SECONDS
        yield event

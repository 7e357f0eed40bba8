"""Rasa's side of the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from sanic import Sanic

from advisor.dialogue import channel
from advisor.dialogue.channel import ActionServer, AdvisorInput, Collector
from advisor.dialogue.lock_store import TurnsUnavailable
from advisor.dialogue.once import AlreadyAnswered
from advisor.dialogue.tracker_store import RecordUnavailable

SECRET = "a-secret-that-is-long-enough"
GATEWAY = {"Authorization": f"Bearer {SECRET}"}
TURN = {
    "conversation_id": "c1",
    "message_id": "m1",
    "text": "We make baskets",
    "metadata": {"channel": "web", "language": "en"},
}
REPLY = {"text": "Which country?", "buttons": [{"title": "Myanmar", "payload": "/x"}], "custom": {"type": "question"}}


class FakeAgent:
    """Handles messages as Rasa's agent does."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: BaseException | None = None

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message)
        await self.gate.wait()
        if self.error:
            raise self.error
        await message.output_channel.send_response(message.sender_id, {**REPLY, "timestamp": 1.0, "image": None})


class FakeActions:
    up = True

    async def __call__(self) -> bool:
        return self.up


@dataclass
class Server:
    """One Sanic application for all tests, because Sanic starts only once in a process."""

    agent: FakeAgent = field(default_factory=FakeAgent)
    actions: FakeActions = field(default_factory=FakeActions)

    async def handle(self, message: UserMessage) -> None:
        await self.agent(message)

    async def actions_are_up(self) -> bool:
        return await self.actions()

    def app(self) -> Sanic:
        app = Sanic("advisor_channel_tests", configure_logging=False)
        channel = AdvisorInput(SECRET, self.actions_are_up)
        app.blueprint(channel.blueprint(self.handle), url_prefix="/webhooks/advisor")
        return app


@pytest.fixture(scope="module")
def server() -> Server:
    return Server()


@pytest.fixture(scope="module")
def rasa(server: Server) -> Sanic:
    app = server.app()
    asyncio.run(app._startup())  # as sanic-testing does
    return app


@pytest.fixture
async def agent(server: Server) -> FakeAgent:
    server.agent = FakeAgent()
    return server.agent


@pytest.fixture
def actions(server: Server) -> FakeActions:
    server.actions = FakeActions()
    return server.actions


@pytest.fixture
async def gateway(rasa: Sanic, agent: FakeAgent, actions: FakeActions) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(rasa)  # type: ignore[arg-type]
    async with httpx.AsyncClient(base_url="http://rasa", headers=GATEWAY, transport=transport) as client:
        yield client


async def post(gateway: httpx.AsyncClient, body: object = TURN, **headers: str) -> httpx.Response:
    return await gateway.post("/webhooks/advisor/turn", json=body, headers=headers)


async def test_a_turn_is_handled_and_answered_whole(gateway: httpx.AsyncClient, agent: FakeAgent) -> None:
    response = await post(gateway)

    assert response.status_code == 200
    assert response.json() == {"messages": [REPLY]}
    (message,) = agent.heard
    assert message.text == "We make baskets"
    assert message.sender_id == "c1"
    assert message.message_id == "m1"
    assert message.input_channel == "advisor"
    assert message.metadata == {"channel": "web", "language": "en"}


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", SECRET, "Bearer é"])
async def test_without_the_secret_nothing_is_taken(
    gateway: httpx.AsyncClient, agent: FakeAgent, authorization: str
) -> None:
    response = await gateway.post(
        "/webhooks/advisor/turn", json=TURN, headers=[(b"Authorization", authorization.encode())]
    )

    assert response.status_code == 401
    assert agent.heard == []


@pytest.mark.parametrize("body", [[], "text", {**TURN, "text": 1}, {"text": "hello"}])
async def test_a_malformed_turn_is_refused(gateway: httpx.AsyncClient, agent: FakeAgent, body: object) -> None:
    assert (await post(gateway, body)).status_code == 400
    assert agent.heard == []


async def test_what_is_no_json_is_refused(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.post("/webhooks/advisor/turn", content=b"{")).status_code == 400


async def test_who_asks_learns_whether_the_secret_is_right(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.get("/webhooks/advisor/", headers=GATEWAY)).status_code == 200
    assert (await gateway.get("/webhooks/advisor/", headers={"Authorization": "Bearer x"})).status_code == 401


async def test_without_action_server_nothing_is_taken(
    gateway: httpx.AsyncClient, agent: FakeAgent, actions: FakeActions
) -> None:
    actions.up = False

    assert (await post(gateway)).status_code == 503
    assert agent.heard == []


async def test_a_failing_turn_is_told_without_its_words(
    gateway: httpx.AsyncClient, agent: FakeAgent, caplog: pytest.LogCaptureFixture
) -> None:
    agent.error = ValueError("We make baskets")

    response = await post(gateway)

    assert response.status_code == 500
    assert "baskets" not in response.text + caplog.text


async def test_what_another_server_answered_is_no_fault(gateway: httpx.AsyncClient, agent: FakeAgent) -> None:
    agent.error = AlreadyAnswered()

    response = await post(gateway)

    assert (response.status_code, response.json()) == (200, {"messages": []})


async def test_what_cannot_be_taken_now_is_to_come_again(gateway: httpx.AsyncClient, agent: FakeAgent) -> None:
    agent.error = TurnsUnavailable("Redis")

    assert (await post(gateway)).status_code == 503


async def test_a_turn_delivered_again_while_under_way_is_handled_once(
    gateway: httpx.AsyncClient, agent: FakeAgent, actions: FakeActions
) -> None:
    agent.gate.clear()
    first = asyncio.create_task(post(gateway))
    await until(lambda: len(agent.heard) == 1)
    actions.up = False
    second = asyncio.create_task(post(gateway))
    await asyncio.sleep(0.05)
    agent.gate.set()

    assert (await first).json() == (await second).json() == {"messages": [REPLY]}
    assert len(agent.heard) == 1


async def test_a_turn_goes_on_when_the_gateway_hangs_up(gateway: httpx.AsyncClient, agent: FakeAgent) -> None:
    agent.gate.clear()
    first = asyncio.create_task(post(gateway))
    await until(lambda: len(agent.heard) == 1)
    first.cancel()
    await asyncio.sleep(0.05)
    second = asyncio.create_task(post(gateway))
    await asyncio.sleep(0.05)
    agent.gate.set()

    assert (await second).json() == {"messages": [REPLY]}
    assert len(agent.heard) == 1


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


def test_the_channel_comes_from_the_credentials() -> None:
    assert AdvisorInput.from_credentials({"secret": SECRET}).url_prefix() == "advisor"


@pytest.mark.parametrize("credentials", [None, {}, {"secret": ""}])
def test_credentials_without_secret_are_refused(credentials: dict[str, Any] | None) -> None:
    with pytest.raises(InvalidConfigException, match=r"ADVISOR_CHANNEL_SECRET"):
        AdvisorInput.from_credentials(credentials)


def test_responses_can_be_written_for_the_channel() -> None:
    assert Collector.name() == "advisor"


async def test_what_is_loaded_when_the_server_starts_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[bool] = []
    monkeypatch.setattr(channel, "settle", lambda: settled.append(True))
    blueprint = AdvisorInput("a-secret").blueprint(Server().handle)
    (listener,) = [each.listener for each in blueprint._future_listeners if each.event == "after_server_start"]

    listened = listener(None)
    assert listened is not None
    await listened
    assert settled == [True]


async def _asked(actions: ActionServer) -> bool:
    return await actions()


class TestActionServer:
    async def test_is_up_when_it_answers(self) -> None:
        asked: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(str(request.url))
            return httpx.Response(200)

        assert await ActionServer("http://actions:5055/", httpx.MockTransport(answer))()
        assert asked == ["http://actions:5055/health"]

    async def test_is_not_asked_again_within_a_second(self) -> None:
        now = [0.0]
        asked: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(str(request.url))
            return httpx.Response(200)

        actions = ActionServer("http://actions", httpx.MockTransport(answer), now=lambda: now[0])
        for moment in (0.0, 0.5, 0.9, 1.5):
            now[0] = moment
            assert await actions()
        assert len(asked) == 2

    async def test_is_asked_once_by_turns_that_come_at_once(self) -> None:
        asked: list[str] = []

        async def answer(request: httpx.Request) -> httpx.Response:
            asked.append(str(request.url))
            await asyncio.sleep(0)
            return httpx.Response(200)

        actions = ActionServer("http://actions", httpx.MockTransport(answer))
        assert await asyncio.gather(*(actions() for _ in range(20))) == [True] * 20
        assert len(asked) == 1

    async def test_who_hangs_up_does_not_break_off_what_others_ask(self) -> None:
        go = asyncio.Event()

        async def answer(_: httpx.Request) -> httpx.Response:
            await go.wait()
            return httpx.Response(200)

        actions = ActionServer("http://actions", httpx.MockTransport(answer))
        first, second = asyncio.create_task(_asked(actions)), asyncio.create_task(_asked(actions))
        await asyncio.sleep(0)
        first.cancel()
        go.set()
        assert await second

    async def test_is_down_when_it_fails(self) -> None:
        assert not await ActionServer("http://actions", httpx.MockTransport(lambda _: httpx.Response(500)))()

    async def test_is_down_when_it_cannot_be_reached(self) -> None:
        def refuse(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        assert not await ActionServer("http://actions", httpx.MockTransport(refuse))()


REMARK = {**TURN, "author": "staff", "custom": {"type": "person", "name": "mei"}}


class FakeStore:
    """A tracker store that may be away."""

    away = False

    async def get_or_create_tracker(self, conversation_id: str) -> DialogueStateTracker:
        if self.away:
            raise RecordUnavailable("OperationalError")
        return DialogueStateTracker(conversation_id, [])

    async def save(self, tracker: DialogueStateTracker) -> None:
        self.saved = list(tracker.events)


@pytest.fixture
def store(rasa: Sanic) -> FakeStore:
    rasa.ctx.agent = SimpleNamespace(lock_store=InMemoryLockStore(), tracker_store=FakeStore())
    store: FakeStore = rasa.ctx.agent.tracker_store
    return store


async def test_what_is_not_to_be_answered_is_recorded(gateway: httpx.AsyncClient, store: FakeStore) -> None:
    assert (await gateway.post("/webhooks/advisor/record", json=REMARK)).status_code == 200
    assert [event.text for event in store.saved] == ["We make baskets"]


@pytest.mark.parametrize("body", [TURN, [], {**REMARK, "author": "anybody"}])
async def test_a_malformed_remark_is_refused(gateway: httpx.AsyncClient, store: FakeStore, body: object) -> None:
    assert (await gateway.post("/webhooks/advisor/record", json=body)).status_code == 400


async def test_a_remark_waits_for_the_database(gateway: httpx.AsyncClient, store: FakeStore) -> None:
    store.away = True
    assert (await gateway.post("/webhooks/advisor/record", json=REMARK)).status_code == 503


async def test_without_the_secret_nothing_is_recorded(gateway: httpx.AsyncClient, store: FakeStore) -> None:
    response = await gateway.post("/webhooks/advisor/record", json=REMARK, headers={"Authorization": "Bearer wrong"})
    assert response.status_code == 401

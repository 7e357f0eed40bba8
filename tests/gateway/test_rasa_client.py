"""The gateway's side of the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from advisor.gateway.line import LineBroken
from advisor.gateway.rasa_client import HttpRasa, RasaFailed, RasaUnavailable, Turn

TURN = Turn("c1", "m1", "hello", "web", "en")


@dataclass(frozen=True)
class Request:
    url: str
    headers: Mapping[str, str]
    body: Mapping[str, object] | None = None

    @property
    def host(self) -> str:
        return self.url.split("/")[2]


Answer = Callable[[Request], int]


@dataclass
class FakeLine:
    """Servers that answer as they are told."""

    answer: Answer
    closed: bool = False

    async def post(self, address: str, body: Mapping[str, object], headers: Mapping[str, str], seconds: float) -> int:
        assert seconds > 0
        return self.answer(Request(address, headers, body))

    async def get(self, address: str, headers: Mapping[str, str], seconds: float) -> int:
        assert seconds > 0
        return self.answer(Request(address, headers))

    async def close(self) -> None:
        self.closed = True


def client(answer: Answer) -> HttpRasa:
    return HttpRasa(["http://rasa:5005"], ["http://actions:5055"], "the-secret", FakeLine(answer))


def broken(kind: str) -> Answer:
    def answer(_: Request) -> int:
        raise LineBroken(kind)

    return answer


unreachable = broken("ClientConnectorError")


async def test_a_turn_is_posted_with_the_secret() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> int:
        seen.append(request)
        return 200

    line = FakeLine(answer)
    rasa = HttpRasa(["http://rasa:5005"], ["http://actions:5055"], "the-secret", line)
    await rasa.deliver(TURN)
    await rasa.close()

    (request,) = seen
    assert request.url == "http://rasa:5005/webhooks/advisor/turn"
    assert request.headers["Authorization"] == "Bearer the-secret"
    assert request.body == {
        "conversation_id": "c1",
        "message_id": "m1",
        "text": "hello",
        "metadata": {"channel": "web", "language": "en", "staffed": False},
    }
    assert line.closed


@pytest.mark.parametrize("status", [401, 404, 502, 503])
async def test_a_turn_that_was_not_taken(status: int) -> None:
    with pytest.raises(RasaUnavailable, match=str(status)):
        await client(lambda _: status).deliver(TURN)


async def test_a_turn_that_failed() -> None:
    with pytest.raises(RasaFailed):
        await client(lambda _: 500).deliver(TURN)


async def test_nobody_there() -> None:
    rasa = client(unreachable)

    with pytest.raises(RasaUnavailable, match="ClientConnectorError"):
        await rasa.deliver(TURN)
    assert not await rasa.is_up()
    assert not await rasa.actions_are_up()


async def test_health_asks_both() -> None:
    asked: list[str] = []

    def answer(request: Request) -> int:
        asked.append(request.url)
        return 200

    rasa = client(answer)

    assert await rasa.is_up()
    assert await rasa.actions_are_up()
    assert asked == ["http://rasa:5005/webhooks/advisor/", "http://actions:5055/health"]


class Several:
    """Three Rasa servers, each of which answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.behave: dict[str, Answer] = {}
        urls = [f"http://rasa{number}" for number in range(3)]
        self.rasa = HttpRasa(urls, ["http://a", "http://b"], "the-secret", FakeLine(self._answer))
        self.order = [url.removeprefix("http://") for url in self.rasa.servers.of(TURN.conversation_id)]

    def _answer(self, request: Request) -> int:
        self.asked.append(request.host)
        return self.behave.get(request.host, lambda _: 200)(request)


async def test_a_conversation_keeps_its_server() -> None:
    several = Several()
    await several.rasa.deliver(TURN)
    await several.rasa.deliver(TURN)
    assert several.asked == [several.order[0]] * 2


@pytest.mark.parametrize(
    "fault", [unreachable, broken("ServerDisconnectedError"), broken("TimeoutError"), lambda _: 503]
)
async def test_another_takes_over_at_once_and_is_asked_first_from_then_on(
    fault: Answer,
) -> None:
    several = Several()
    first, second, _ = several.order
    several.behave[first] = fault
    await several.rasa.deliver(TURN)
    await several.rasa.deliver(TURN)
    assert several.asked == [first, second, second]


async def test_a_turn_that_failed_is_not_tried_elsewhere() -> None:
    several = Several()
    several.behave[several.order[0]] = lambda _: 500
    with pytest.raises(RasaFailed):
        await several.rasa.deliver(TURN)
    assert several.asked == several.order[:1]


async def test_all_away() -> None:
    several = Several()
    several.behave = dict.fromkeys(several.order, unreachable)
    with pytest.raises(RasaUnavailable, match="ClientConnectorError"):
        await several.rasa.deliver(TURN)
    assert several.asked == several.order


async def test_one_of_each_is_enough_to_be_well() -> None:
    several = Several()
    several.behave = {"rasa0": unreachable, "rasa1": unreachable, "a": unreachable}
    assert await several.rasa.is_up()
    assert await several.rasa.actions_are_up()
    several.behave["b"] = unreachable
    assert not await several.rasa.actions_are_up()


async def test_a_rasa_with_another_secret_is_down_and_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    assert not await client(lambda _: 401).is_up()
    assert "ADVISOR_CHANNEL_SECRET" in caplog.text
    assert "the-secret" not in caplog.text

"""What Prometheus is told, and who else."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient
from litestar import Litestar
from pydantic import SecretStr

from advisor.gateway.app import create_app
from advisor.gateway.measured_rasa import MeasuredRasa
from advisor.gateway.metrics import Metrics
from advisor.gateway.rasa_client import RasaFailed, RasaUnavailable, Turn
from advisor.gateway.rasa_servers import RasaServers
from advisor.knowledge.schema import Knowledge
from advisor.settings import Settings
from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from tests.gateway.conftest import Firm, assess, connect, visitor
from tests.gateway.fakes import FakeRasa

TOKEN = "a-token-that-is-long-enough"
SAMPLE = re.compile(r"^(\w+(?:\{.*\})?) ([0-9.e+-]+)$", re.MULTILINE)


async def figures(client: AsyncClient) -> dict[str, float]:
    response = await client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=1.0.0")
    return {name: float(value) for name, value in SAMPLE.findall(response.text)}


async def test_turns_and_requests_are_counted(firm: Firm, rasa: FakeRasa) -> None:
    await firm.says("We make baskets")
    rasa.up = False
    await firm.says("We are from Nepal")
    found = await figures(firm.client)
    assert found['advisor_turn_seconds_count{outcome="taken"}'] == 2
    assert found['advisor_turn_seconds_count{outcome="unavailable"}'] == 1
    route = 'method="POST",route="/api/conversations/{conversation_id}/messages",status="200"'
    assert found[f"advisor_request_seconds_count{{{route}}}"] == 2
    assert (found["advisor_pending_messages"], found["advisor_database_reachable"]) == (1, 1)
    assert found["advisor_oldest_pending_seconds"] >= 0


async def test_nothing_of_a_firm_is_in_them(firm: Firm) -> None:
    await firm.says("We make baskets")
    await firm.client.get(f"/plan/{firm.token}")
    text = (await firm.client.get("/metrics")).text
    assert not any(secret in text for secret in (firm.id, firm.token, "baskets"))


async def test_what_is_not_there_makes_no_figure_of_its_own(client: AsyncClient) -> None:
    for path in ("/nowhere", "/elsewhere"):
        await client.request("SPEAK", path)
    names = [name for name in await figures(client) if "SPEAK" in name or "where" in name]
    assert names == []


@pytest.fixture
def guarded(settings: Settings, knowledge: Knowledge, rasa: FakeRasa) -> Litestar:
    own = settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    return create_app(own, knowledge, assess, rasa)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        ("not an address", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
        ("203.0.113.7", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("203.0.113.7", {"Authorization": "Bearer another-token-of-that-length"}, 404),
    ],
)
async def test_to_others_it_is_not_there(guarded: Litestar, address: str, headers: dict[str, str], status: int) -> None:
    async with connect(guarded), visitor(guarded, address) as client:
        assert (await client.get("/metrics", headers=headers)).status_code == status


async def test_servers_that_failed_are_told(database: Database) -> None:
    metrics = Metrics()
    metrics.servers = RasaServers(["http://a", "http://b"])
    metrics.servers.failed("http://b")
    text = (await metrics.read(ConversationStore(database))).decode()
    assert 'advisor_rasa_reachable{server="http://a"} 1.0' in text
    assert 'advisor_rasa_reachable{server="http://b"} 0.0' in text


async def test_without_a_database_there_are_still_figures(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with Database(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'advisor.db'}") as empty:
        text = (await Metrics().read(ConversationStore(empty))).decode()
    assert "advisor_database_reachable 0.0" in text


async def test_the_stopwatch_passes_everything_on(rasa: FakeRasa) -> None:
    measured = MeasuredRasa(rasa, Metrics())
    turn = Turn("c1", "m1", "hello", "web", "en")
    rasa.crashes = True
    with pytest.raises(RasaFailed):
        await measured.deliver(turn)
    rasa.up = False
    with pytest.raises(RasaUnavailable):
        await measured.deliver(turn)
    assert not await measured.is_up()
    assert await measured.actions_are_up()
    await measured.close()
    assert rasa.closed

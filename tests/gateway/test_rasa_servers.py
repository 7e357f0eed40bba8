"""Which Rasa server has which conversation."""

from __future__ import annotations

from collections import Counter

import pytest

from advisor.gateway.rasa_servers import AVOIDED_AT_MOST, RasaServers
from tests.gateway.conftest import Clock

URLS = ("http://rasa:1", "http://rasa:2", "http://rasa:3")
CONVERSATIONS = [f"{number:032x}" for number in range(3000)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def servers(clock: Clock) -> RasaServers:
    return RasaServers(URLS, clock)


def test_every_gateway_comes_to_the_same_order(servers: RasaServers) -> None:
    others = RasaServers(URLS[::-1])
    assert all(servers.of(each) == others.of(each) for each in CONVERSATIONS)
    assert set(servers.of("c1")) == set(URLS)


def test_conversations_spread_evenly(servers: RasaServers) -> None:
    shares = Counter(servers.of(each)[0] for each in CONVERSATIONS)
    assert all(900 < shares[url] < 1100 for url in URLS)


def test_when_a_server_goes_only_its_own_conversations_move(servers: RasaServers) -> None:
    fewer = RasaServers(URLS[:2])
    stay = [each for each in CONVERSATIONS if servers.of(each)[0] != URLS[2]]
    assert all(fewer.of(each)[0] == servers.of(each)[0] for each in stay)


def test_one_that_failed_is_asked_last_for_a_while(servers: RasaServers, clock: Clock) -> None:
    first, *others = servers.of("c1")
    servers.failed(first)
    assert servers.of("c1") == [*others, first]
    clock.now += 2.0
    assert servers.of("c1") == [first, *others]


def test_one_that_goes_on_failing_is_left_alone_for_longer(servers: RasaServers, clock: Clock) -> None:
    first = servers.of("c1")[0]
    for seconds in (2.0, 4.0, 8.0, 16.0, AVOIDED_AT_MOST, AVOIDED_AT_MOST):
        servers.failed(first)
        servers.failed(first)  # Turns that were under way fail with it, and say nothing new.
        clock.now += seconds - 0.1
        assert servers.is_avoided(first)
        clock.now += 0.1
        assert not servers.is_avoided(first)


def test_one_that_answers_is_trusted_again(servers: RasaServers) -> None:
    first = servers.of("c1")[0]
    servers.failed(first)
    servers.answered(first)
    assert servers.of("c1")[0] == first


def test_an_address_named_twice_is_one_server() -> None:
    assert RasaServers(["http://rasa:1", "http://rasa:1"]).urls == ("http://rasa:1",)

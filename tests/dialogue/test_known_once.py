"""What is known once is what Rasa would find out again and again."""

from __future__ import annotations

from copy import deepcopy

import pytest
import rasa.core.actions.action
from rasa.core.actions.action import action_for_name_or_text
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from advisor.dialogue.known_once import know_once
from tests.dialogue.conversations import DOMAIN


@pytest.fixture(autouse=True)
def known() -> None:
    know_once()


@pytest.mark.parametrize(("domain", "is_empty"), [(Domain.empty(), True), (DOMAIN, False)])
def test_a_domain_is_asked_once_whether_it_is_empty(
    domain: Domain, is_empty: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert domain.is_empty() is is_empty
    monkeypatch.setattr(Domain, "as_dict", None)
    assert domain.is_empty() is is_empty


def test_actions_of_rasa_are_made_once_for_an_endpoint() -> None:
    one, other = EndpointConfig("http://one"), EndpointConfig("http://other")
    first = action_for_name_or_text("action_listen", DOMAIN, one)
    assert action_for_name_or_text("action_listen", DOMAIN, one) is first
    assert action_for_name_or_text("action_listen", DOMAIN, other) is not first
    assert action_for_name_or_text("action_listen", DOMAIN, None).name() == "action_listen"


def test_they_are_those_that_rasa_makes_and_who_gets_them_may_change_the_list() -> None:
    endpoint = EndpointConfig("http://one")
    made = rasa.core.actions.action.default_actions(endpoint)
    names = [action.name() for action in made]
    made.clear()
    assert names == [action.name() for action in rasa.core.actions.action.default_actions(endpoint)]
    assert names == [action.name() for action in rasa.core.actions.action.default_actions()]


def test_an_action_of_rasa_has_nothing_to_keep_of_a_turn() -> None:
    for action in rasa.core.actions.action.default_actions(EndpointConfig("http://one")):
        assert set(vars(action)) <= {"_action_endpoint", "utter_action", "silent_fail"}


def test_an_own_action_comes_before_one_of_rasa() -> None:
    own = Domain.from_dict({**deepcopy(DOMAIN.as_dict()), "actions": ["action_restart"]})
    action = action_for_name_or_text("action_restart", own, EndpointConfig("http://one"))
    assert type(action).__name__ == "RemoteAction"

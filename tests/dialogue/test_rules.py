"""Rules are found as Rasa's own policy finds them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import SHOULD_NOT_BE_SET

from advisor.dialogue.rules import RuleBook, find_rules_quickly

State = dict[str, Any]

RASAS_OWN = cast(Callable[..., set[str]], RulePolicy._get_possible_keys)
NAMES = ("action_listen", "action_greet", "action_plan")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    RulePolicy._get_possible_keys = RASAS_OWN


def policy() -> RulePolicy:
    return cast(RulePolicy, object.__new__(RulePolicy))


def states(actions: st.SearchStrategy[State]) -> st.SearchStrategy[State]:
    user = st.sampled_from(({"intent": "greet"}, {"intent": "tell", "entities": ["country"]}, {"text": "hello"}))
    slots = st.sampled_from(({"phase": [1.0]}, {"phase": [0.0]}, {"phase": SHOULD_NOT_BE_SET}))
    return st.fixed_dictionaries({}, optional={"prev_action": actions, "user": user, "slots": slots})


named = st.sampled_from(NAMES).map(lambda name: {"action_name": name})
others = st.sampled_from(
    ({}, {"action_text": "hello"}, {"action_name": SHOULD_NOT_BE_SET}, {"action_name": None, "action_text": "hello"})
)
rules = st.lists(st.lists(states(named | others), min_size=1, max_size=4), max_size=12).map(
    lambda every: {json.dumps(rule): "action_listen" for rule in every}
)
conversations = st.lists(states(named | others), max_size=6)


def as_seen(conversation: list[State]) -> list[State]:
    """Rules are kept as JSON, where tuples are lists; states are not."""
    return [
        {
            kind: {key: tuple(value) if isinstance(value, list) else value for key, value in part.items()}
            for kind, part in state.items()
        }
        for state in conversation
    ]


@given(rules, conversations)
def test_the_same_rules_apply(lookup: dict[str, str], conversation: list[State]) -> None:
    seen = as_seen(conversation)
    assert RuleBook(policy(), lookup).applying(seen) == RASAS_OWN(policy(), lookup, seen)


@given(conversations.filter(bool))
def test_a_rule_that_tells_what_happened_applies(conversation: list[State]) -> None:
    lookup = {json.dumps(conversation[-length:]): "action_greet" for length in range(1, len(conversation) + 1)}
    seen = as_seen(conversation)
    assert RuleBook(policy(), lookup).applying(seen) == RASAS_OWN(policy(), lookup, seen)


def test_a_policy_keeps_a_book_of_each_kind_of_rules() -> None:
    find_rules_quickly()
    one, seen = policy(), [{"prev_action": {"action_name": "action_listen"}}]
    here, there = ({json.dumps([{"prev_action": {"action_name": name}}]): "x"} for name in NAMES[:2])
    assert one._get_possible_keys(here, seen) == one._get_possible_keys(here, seen) == set(here)
    assert one._get_possible_keys(there, seen) == set()

"""Finds the rules that apply without trying each of them on each state.

Rasa tries all rules on the last state, those that are left on the one before, and so on to where the conversation
begins, and turns each rule round anew every time. Here only those are tried that name the last action, as one must that
applies, and no longer than the longest of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET

State = Mapping[str, Mapping[str, Any]]
Lookup = Mapping[str, str]
ACTION_NAME = "action_name"
ANY = ""
"""The name under which rules stand that do not simply name an action."""


def find_rules_quickly() -> None:
    """Let Rasa's policy look rules up so from now on. Calling it again changes nothing."""
    RulePolicy._get_possible_keys = _possible_keys


def _possible_keys(policy: RulePolicy, lookup: Lookup, states: Sequence[State]) -> set[str]:
    books: dict[int, RuleBook] = policy.__dict__.setdefault("advisor_books", {})
    book = books.get(id(lookup))
    if book is None:
        book = books[id(lookup)] = RuleBook(policy, lookup)
    return book.applying(states)


class RuleBook:
    """The rules of one kind."""

    def __init__(self, policy: RulePolicy, lookup: Lookup) -> None:
        self._lookup = lookup
        self._matches = policy._does_rule_match_state
        self._by_action: dict[str | None, dict[str, Sequence[State]]] = defaultdict(dict)
        for key in lookup:
            states = policy._rule_key_to_state(key)[::-1]
            self._by_action[_shelf(states)][key] = states

    def applying(self, states: Sequence[State]) -> set[str]:
        """The keys of the rules that apply to states, of which the last is now."""
        if not states:
            return set(self._lookup)
        now = states[-1].get(PREVIOUS_ACTION)
        left = {**self._by_action.get(now.get(ACTION_NAME) if now else None, {}), **self._by_action.get(ANY, {})}
        for index, state in enumerate(reversed(states)):
            left = {key: rule for key, rule in left.items() if self._fits(rule, index, state)}
            if all(len(rule) <= index + 1 for rule in left.values()):
                break
        return set(left)

    def _fits(self, rule: Sequence[State], index: int, state: State) -> bool:
        if index >= len(rule):
            return True
        now, then = state.get(PREVIOUS_ACTION), rule[index].get(PREVIOUS_ACTION)
        if not then or not now:
            return not then and not now
        return bool(self._matches(rule[index], state))


def _shelf(states: Sequence[State]) -> str | None:
    """What its last state says of the last action: its name, or None where the conversation begins."""
    action = states[0].get(PREVIOUS_ACTION) if states else {ANY: ANY}
    if not action:
        return None
    name = action.get(ACTION_NAME)
    return str(name) if name and name != SHOULD_NOT_BE_SET else ANY

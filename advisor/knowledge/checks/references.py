"""What records name is there."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.records import all_references, dangling
from advisor.knowledge.draft import Check, Draft
from advisor.knowledge.problems import Problem


def references_exist(draft: Draft) -> Iterator[Problem]:
    """Constraints, sources and countries that records name are there."""
    for place, target, named in all_references(draft.knowledge):
        known = draft.ids[target]
        for one in named if known else ():
            if one not in known:
                yield dangling(draft, place, target, one)


REFERENCES: tuple[Check, ...] = (references_exist,)

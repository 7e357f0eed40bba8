"""What only several records together can get wrong. Each check is a function from a draft to problems."""

from __future__ import annotations

from advisor.knowledge.checks.answers import ANSWERS
from advisor.knowledge.checks.completeness import COMPLETENESS
from advisor.knowledge.checks.conditions import CONDITIONS
from advisor.knowledge.checks.names import NAMES
from advisor.knowledge.checks.options import OPTIONS
from advisor.knowledge.checks.references import REFERENCES
from advisor.knowledge.checks.texts import TEXTS
from advisor.knowledge.draft import Check, Draft
from advisor.knowledge.problems import Problem

CHECKS: tuple[Check, ...] = (*REFERENCES, *CONDITIONS, *OPTIONS, *COMPLETENESS, *NAMES, *TEXTS, *ANSWERS)


def check(draft: Draft) -> list[Problem]:
    """All that is wrong across records."""
    return [problem for one in CHECKS for problem in one(draft)]

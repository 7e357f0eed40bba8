"""How sure a verdict is, in words."""

from __future__ import annotations

from advisor.knowledge.schema import Knowledge

MOST_SURE = 90
"""Percent above which no figure is named: the method weighs answers as if each stood alone, so it grows too sure."""
SURE = ((0.9, "sure_high"), (0.75, "sure_fair"), (0.6, "sure_leaning"), (0.0, "sure_low"))
"""Least probability -> key of wording.yml."""


def sure_words(knowledge: Knowledge, certainty: float) -> str:
    """Such as "quite sure"."""
    return knowledge.wording[next(key for least, key in SURE if certainty >= least)]


def percent_words(knowledge: Knowledge, probability: float) -> str:
    """Such as "72", or "more than 90"."""
    percent = round(100 * probability)
    return str(percent) if percent <= MOST_SURE else knowledge.wording["at_most_sure"].format(percent=MOST_SURE)

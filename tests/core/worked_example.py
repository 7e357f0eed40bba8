"""The worked example of docs/inference.md, computed from the knowledge as it is.

`python -m tests.core.worked_example` prints its tables, to put into the document after a figure has changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.core.diagnosis import diagnose, stage_beliefs
from advisor.core.inference import beliefs, evidence, expected_information, prior
from advisor.core.profile import FirmProfile, applicable_answers, open_questions
from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge, Section, StageId
from advisor.settings import ROOT
from tests.core.builders import ACTIVE, firm

FIRM = firm(country="THA", sold_abroad="several_times", last_six_months="delivered", share="from_5_to_25")
MEETS_ONLINE = FIRM.with_answer("meeting_buyers", "online")
CONSTRAINT = "first_contacts"


def tables(knowledge: Knowledge) -> dict[str, str]:
    """What stands in the document, by what it is about."""
    found = {
        "posterior": _posterior(knowledge),
        "weights": _weights(knowledge),
        "next question": _next_question(knowledge),
        "constraint": _constraint(knowledge),
    }
    return {about: "\n".join(lines) for about, lines in found.items()}


def _posterior(knowledge: Knowledge) -> Iterator[str]:
    yield "| | preparation | active engagement | growth and expansion |"
    yield "|---|---|---|---|"
    yield _row("first guess for Thailand", prior(knowledge, FIRM), ".2f")
    product = dict(prior(knowledge, FIRM))
    for _, _, _, option in applicable_answers(knowledge, FIRM, Section.EVIDENCE):
        assert option.likelihood is not None
        product = {stage: product[stage] * option.likelihood[stage] for stage in StageId}
        yield _row(f"{option.means}", option.likelihood, ".2f")
    yield _row("all multiplied", product, ".6f")
    total = sum(product.values())
    yield _row(f"divided by their sum, {total:.6f}", {stage: product[stage] / total for stage in StageId}, ".1%")


def _weights(knowledge: Knowledge) -> Iterator[str]:
    yield "| answer | weight for active engagement | times as likely as in the other stages |"
    yield "|---|---|---|"
    for one in evidence(knowledge, FIRM, ACTIVE):
        yield f"| {one.fact} | {one.weight:+.2f} | {math.exp(one.weight):.2f} |"


def _next_question(knowledge: Knowledge) -> Iterator[str]:
    believed = beliefs(knowledge, FIRM)
    promised = {
        key: expected_information(believed, question)
        for key, question in open_questions(knowledge, FIRM, Section.EVIDENCE).items()
    }
    order = sorted(promised, key=lambda key: -promised[key])
    yield "| open question | expected information in nats |"
    yield "|---|---|"
    for key in (*order[:3], order[-1]):
        yield f"| {key} | {promised[key]:.3f} |"


def _constraint(knowledge: Knowledge) -> Iterator[str]:
    before, after = (_probability(knowledge, profile) for profile in (FIRM, MEETS_ONLINE))
    shares, believed = knowledge.constraints[CONSTRAINT].prior, stage_beliefs(knowledge, MEETS_ONLINE)
    ratio = knowledge.questions["meeting_buyers"].options["online"].constraints[CONSTRAINT]
    mixed = " + ".join(f"{believed[stage]:.3f} * {shares[stage]:.2f}" for stage in StageId)
    yield f"    before:  {mixed} = {before:.3f}"
    yield f"    odds:    {before:.3f} / {1 - before:.3f} = {_odds(before):.3f}, times {ratio:g} = {_odds(after):.3f}"
    yield f"    after:   {_odds(after):.3f} / {1 + _odds(after):.3f} = {after:.3f}"


def _probability(knowledge: Knowledge, profile: FirmProfile) -> float:
    return next(item.probability for item in diagnose(knowledge, profile) if item.constraint == CONSTRAINT)


def _odds(chance: float) -> float:
    return chance / (1 - chance)


def _row(name: str, figures: Mapping[StageId, float], form: str) -> str:
    return f"| {name} | " + " | ".join(format(figures[stage], form) for stage in StageId) + " |"


if __name__ == "__main__":
    print("\n\n".join(tables(load_knowledge(ROOT / "knowledge")).values()))  # noqa: T201 - what it is for

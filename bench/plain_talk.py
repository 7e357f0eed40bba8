"""Firms told in plain sentences, sent one by one while the advisor keeps asking its own questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from advisor.knowledge.schema import StageId
from bench.figures import share
from bench.scoring import table
from tests.live.firm import Firm

CASES = Path(__file__).parents[1] / "tests" / "cases"
FOLDER = CASES / "plain_talk"
HELD_OUT = CASES / "real_firms"


class ToldFirm(BaseModel):
    """A firm as a journalist, an adviser or its owner tells of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    told_by: str
    said: tuple[str, ...]
    expected: StageId
    country: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What the advisor made of a firm."""

    key: str
    told: ToldFirm
    stage: str
    certainty: float
    answers: dict[str, str]

    @property
    def right(self) -> bool:
        """Whether it is the stage expected."""
        return self.stage == self.told.expected


def told_firms(folder: Path = FOLDER) -> dict[str, ToldFirm]:
    """All firms by id."""
    files = (YAML(typ="safe", pure=True).load(path) for path in sorted(folder.glob("*.yml")))
    return {key: ToldFirm.model_validate(told) for records in files for key, told in records.items()}


def tell(url: str, key: str, told: ToldFirm) -> Outcome:
    """Say all sentences, then look at the assessment."""
    firm = Firm(url)
    try:
        for sentence in told.said:
            firm.write(sentence)
        found = firm.assessment()
    finally:
        firm.close()
    answers = {question: given["option"] for question, given in found["profile"]["answers"].items()}
    return Outcome(key, told, found["stage"], found["probabilities"][found["stage"]], answers)


def report(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Right by stage and by teller, and the firms that were taken for something else."""
    every = list(outcomes)
    groups = {f"expected {stage}": [one for one in every if one.told.expected is stage] for stage in StageId}
    groups |= {f"told by {teller}": [one for one in every if one.told.told_by == teller] for teller in _tellers(every)}
    rows = [(name, str(len(group)), share(one.right for one in group)) for name, group in groups.items()]
    yield table(("firms", "number", "stage right"), [*rows, ("all", str(len(every)), _right(every))])
    at_home = share(one.answers.get("country") == one.told.country for one in every)
    yield f"\nOwn country right: {at_home}. Facts taken a firm: {_facts(every):.1f}."
    for one in every:
        if not one.right:
            yield f"- {one.key}: {one.told.expected}, taken for {one.stage} ({one.certainty:.2f}); {one.answers}"


def _right(outcomes: list[Outcome]) -> str:
    return share(one.right for one in outcomes)


def _facts(outcomes: list[Outcome]) -> float:
    return sum(len(one.answers) for one in outcomes) / len(outcomes)


def _tellers(outcomes: list[Outcome]) -> list[str]:
    return sorted({one.told.told_by for one in outcomes})

"""The firms of `tests/cases/*.yml`, and those whose stage the advisor is known to get wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from advisor.core.profile import FirmProfile
from advisor.core.simulation import play
from advisor.knowledge.schema import Knowledge, Section, StageId

HERE = Path(__file__).parent
KNOWN_FAILURES = HERE / "known_failures.yml"


class Case(BaseModel):
    """One firm, as an adviser would describe it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    story: str
    answers: dict[str, str]
    expected: StageId
    why: str | None = None


def cases() -> dict[str, Case]:
    """All firms by id, which must be unique over all files."""
    found: dict[str, Case] = {}
    for path in sorted(HERE.glob("*.yml")):
        if path == KNOWN_FAILURES:
            continue
        for key, case in _records(path).items():
            if key in found:
                raise ValueError(f"{path.name}: {key} stands in another file too; expected an id of its own")
            found[key] = Case.model_validate(case)
    return found


def known_failures() -> dict[str, str]:
    """Why each of these firms is hard."""
    return _records(KNOWN_FAILURES)


def interviewed(knowledge: Knowledge, key: str, answers: int | None = None) -> FirmProfile:
    """A firm after its interview, or after the first so many evidence answers of it."""
    whole, asked = play(knowledge, cases()[key].answers)
    for question in asked[answers:] if answers is not None else ():
        whole = whole.without(question)
    return whole


def mistakes(knowledge: Knowledge, case: Case) -> list[str]:
    """Answers that no question or option stands for, and answers to questions that make no sense for the firm."""
    wrong = []
    for question_id, option in case.answers.items():
        question = knowledge.questions.get(question_id)
        options = knowledge.countries if question_id == "country" else question.options if question else {}
        if option not in options:
            wrong.append(f"{question_id}: {option} is no option; expected one of {', '.join(options)}")
        for gate, allowed in question.only_if.items() if question else ():
            if gate in case.answers and case.answers[gate] not in allowed:
                wrong.append(f"{question_id}: makes no sense where {gate} is {case.answers[gate]}")
    return wrong


def unsaid(knowledge: Knowledge, case: Case) -> list[str]:
    """Evidence questions that make sense for the firm and are not answered."""
    return [
        key
        for key, question in knowledge.questions_of(Section.EVIDENCE).items()
        if key not in case.answers
        and all(case.answers.get(gate) in allowed for gate, allowed in question.only_if.items())
    ]


def _records(path: Path) -> dict[str, Any]:
    records: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return records

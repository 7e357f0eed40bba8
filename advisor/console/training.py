"""What the staff found out, in the form in which the project learns from it."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from advisor.core.masking import mask
from advisor.store.console_models import Correction
from advisor.store.rows import ACTION, SLOT, USER, Row
from advisor.store.transcript import OPENING

INTENT = re.compile(r"^\s*- intent: (\w+)\s*$", re.MULTILINE)
UNSAID = frozenset({"action_listen", "action_session_start"})
SLOTS_OF_STORIES = frozenset({"phase", "requested_slot"})
"""Only these decide what comes next."""


def known_intents(folder: Path) -> Sequence[str]:
    """The intents that training data has examples for."""
    return sorted({name for path in folder.rglob("*.yml") for name in INTENT.findall(path.read_text(encoding="utf-8"))})


def as_nlu(corrections: Iterable[Correction]) -> str:
    """Training data for Rasa: goes into data/nlu/ as it is."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    for one in corrections:
        example = _example(one.text)
        if example and example not in by_intent[one.intent]:
            by_intent[one.intent].append(example)
    nlu = [
        {"intent": intent, "examples": LiteralScalarString("".join(f"- {example}\n" for example in examples))}
        for intent, examples in sorted(by_intent.items())
    ]
    return _yaml({"version": "3.1", "nlu": nlu})


def as_cases(corrections: Iterable[Correction]) -> str:
    """Regression cases: what must be understood from now on."""
    cases = {
        f"correction_{one.event_id}": {
            "said": one.text,
            "intent": one.intent,
            **({"fact": one.fact} if one.fact else {}),
            "was_understood_as": one.understood,
        }
        for one in corrections
    }
    return _yaml(cases)


def as_story(name: str, rows: Iterable[Row]) -> str:
    """A conversation as a story for `rasa test`. Words are left out but for a masked comment's worth of intent."""
    steps: list[dict[str, Any]] = []
    for row in rows:
        if row.type == USER:
            steps.append({"intent": "start" if row.text == OPENING else row.intent or "nlu_fallback"})
        elif row.type == ACTION and row.name not in UNSAID:
            steps.append({"action": row.name})
        elif row.type == "active_loop":
            steps.append({"active_loop": row.name or row.data.get("name")})
        elif row.type == SLOT and row.name in SLOTS_OF_STORIES and row.data.get("value") is not None:
            steps.append({"slot_was_set": [{row.name: row.data["value"]}]})
    return _yaml({"version": "3.1", "stories": [{"story": name, "steps": steps}]})


def as_case(name: str, profile: Mapping[str, Any] | None, stage: str, said: Iterable[str]) -> str:
    """A conversation as a file for tests/cases/: the firm's answers and the stage expected."""
    answers = {question: given["option"] for question, given in ((profile or {}).get("answers") or {}).items()}
    story = " ".join(" ".join(mask(words).split()) for words in said)[:1000]
    return _yaml({name: {"story": story or "Nothing in words.", "answers": answers, "expected": stage}})


def _example(text: str) -> str:
    """One line, without the brackets by which Rasa marks entities."""
    return re.sub(r"[\[\](){}]", " ", " ".join(text.split())).replace("  ", " ").strip()


def _yaml(data: object) -> str:
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 120
    yaml.default_flow_style = False
    yaml.dump(data, out)
    return out.getvalue()

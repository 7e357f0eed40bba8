"""docs/channels.md keeps up with the code."""

from __future__ import annotations

import pytest

from advisor.core.messages import MessageType
from advisor.gateway.door import STANDING_OFFERS
from advisor.gateway.problems import STATUSES
from advisor.gateway.relay import NOTICES, SLOW
from advisor.settings import ROOT

PAGE = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("problem", "status"), STATUSES.items())
def test_every_problem_is_described(problem: str, status: int) -> None:
    assert f"| `{problem}` | {status} |" in PAGE


@pytest.mark.parametrize("kind", MessageType)
def test_every_type_of_message_is_described(kind: MessageType) -> None:
    assert f"| `{kind.value}` |" in PAGE


@pytest.mark.parametrize("name", sorted({*STANDING_OFFERS, *NOTICES.values(), SLOW}))
def test_every_command_and_reason_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE

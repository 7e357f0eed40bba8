"""The real knowledge, read once: what firms write is looked up in its names and words."""

from __future__ import annotations

import pytest

from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.schema import Knowledge
from advisor.settings import ROOT


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")

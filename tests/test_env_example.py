"""`.env.example` and the settings say the same."""

from __future__ import annotations

import re

from advisor.settings import ROOT, Settings

EXAMPLE = (ROOT / ".env.example").read_text()


def documented() -> dict[str, str]:
    return dict(re.findall(r"^# (ADVISOR_[A-Z_]+)=(.*)$", EXAMPLE, flags=re.MULTILINE))


def test_every_setting_is_documented_with_its_default() -> None:
    assert documented() == {f"ADVISOR_{name.upper()}": default_of(name) for name in Settings.model_fields}


def test_a_copy_of_the_example_sets_nothing() -> None:
    assert all(line.startswith("#") for line in EXAMPLE.splitlines() if line)


def default_of(name: str) -> str:
    field = Settings.model_fields[name]
    if field.is_required() or field.default is None:
        return ""
    text = ",".join(field.default) if isinstance(field.default, tuple) else str(field.default)
    return text.replace(f"{ROOT}/", "")

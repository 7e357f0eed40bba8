"""A firm talks with the advisor and leaves with its stage, its constraints and a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.live.firm import Firm

Json = dict[str, Any]
FIRMS: Json = YAML(typ="safe", pure=True).load(Path(__file__).with_name("firms.yml"))


@pytest.mark.parametrize("name", FIRMS)
def test_a_firm_gets_its_stage_and_a_plan_for_its_country(name: str, firm: Firm) -> None:
    told = FIRMS[name]
    assert firm.kinds() == ["greeting", "question"]

    firm.play(told["answers"], until="assessment")
    verdict = firm.of_type("assessment")[0]["data"]["assessment"]
    assert verdict["stage"] == told["stage"]
    assert firm.asked() == "sounds_right"

    firm.press("Yes")
    firm.play(told["answers"], until="plan")
    plan = firm.of_type("plan")[0]["data"]["plan"]
    assert plan["stage"] == told["stage"]
    assert plan["national_body_known"]
    assert any(source["own_country"] for item in plan["items"] for source in item["sources"])
    assert plan["bodies"][0]["own_country"]

    report = firm.assessment()
    assert report["settled"]
    assert report["stage"] == told["stage"]
    assert report["plan"] == plan
    assert report["profile"]["answers"]["country"]["option"] == told["country_code"]


def test_the_three_firms_get_three_different_stages() -> None:
    assert len({told["stage"] for told in FIRMS.values()}) == len(FIRMS)

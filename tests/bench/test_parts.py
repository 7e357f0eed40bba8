"""Each part of the model gets its line."""

from __future__ import annotations

from bench.parts import table


def test_parts_stand_by_cost_under_a_short_name() -> None:
    runs = {"run_RulePolicy0": (40, 0.04), "run_advisor.nlu.extractor.FactExtractor5": (20, 0.1)}
    assert list(table((runs, 10)))[2:] == [
        "| FactExtractor | 2.0 | 5.00 | 10.00 |",
        "| RulePolicy | 4.0 | 1.00 | 4.00 |",
    ]

"""A graph is run as Rasa runs it, only without planning it anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import rasa.core.processor
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from advisor.dialogue.straight_runner import StraightRunner, in_order, run_straight

ran: list[str] = []


class Part(GraphComponent):
    """Tells what it got."""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(cls, config: dict[str, Any], **_: object) -> Part:  # type: ignore[override]
        return cls(config["name"])

    load = create

    def add(self, before: str, more: str = "") -> str:
        ran.append(self._name)
        return f"{before}{more}>{self._name}"

    def fail(self, before: str) -> str:
        raise ZeroDivisionError(before)


def node(name: str, fn: str = "add", **needs: str) -> SchemaNode:
    return SchemaNode(needs, Part, "load", fn, {"name": name}, eager=True, resource=Resource(name))


SCHEMA = GraphSchema(
    {
        "policy": node("policy", before="nlu", more="tracker"),
        "nlu": node("nlu", before="words"),
        "words": node("words", before="message"),
        "unwanted": node("unwanted", before="message"),
        "broken": node("broken", "fail", before="message"),
        "lonely": node("lonely", before="nowhere"),
    }
)


@pytest.fixture(params=[DaskGraphRunner, StraightRunner], ids=["Rasa's", "ours"])
def runner(request: pytest.FixtureRequest, tmp_path: Path) -> DaskGraphRunner:
    ran.clear()
    made: DaskGraphRunner = request.param.create(SCHEMA, LocalModelStorage(tmp_path), ExecutionContext(SCHEMA))
    return made


@pytest.mark.parametrize("times", [1, 3])
def test_each_node_gets_what_it_needs_and_only_wanted_ones_run(runner: DaskGraphRunner, times: int) -> None:
    for _ in range(times):
        given = runner.run({"message": "hello", "tracker": "+t"}, targets=["policy"])
        assert given == {"policy": "hello>words>nlu+t>policy"}
    assert ran == ["words", "nlu", "policy"] * times


def test_several_targets_are_given_at_once(runner: DaskGraphRunner) -> None:
    assert runner.run({"message": "hello"}, targets=["nlu", "words"]) == {
        "nlu": "hello>words>nlu",
        "words": "hello>words",
    }
    assert ran == ["words", "nlu"]


def test_a_fault_of_a_component_is_told_by_the_node(runner: DaskGraphRunner) -> None:
    with pytest.raises(GraphComponentException, match="broken"):
        runner.run({"message": "hello"}, targets=["broken"])


def test_what_is_missing_is_told(runner: DaskGraphRunner) -> None:
    with pytest.raises(GraphRunError, match="lonely"):
        runner.run({"message": "hello"}, targets=["lonely"])


def test_an_input_must_not_have_the_name_of_a_node(tmp_path: Path) -> None:
    runner = StraightRunner.create(SCHEMA, LocalModelStorage(tmp_path), ExecutionContext(SCHEMA))
    with pytest.raises(GraphRunError, match="'nlu'"):
        runner.run({"nlu": "hello"}, targets=["policy"])


def test_nodes_come_after_what_they_need() -> None:
    order = in_order(SCHEMA)
    assert sorted(order) == sorted(SCHEMA.nodes)
    assert order.index("words") < order.index("nlu") < order.index("policy")


def test_models_loaded_from_now_on_are_run_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa.core.processor, "DaskGraphRunner", DaskGraphRunner)
    run_straight()
    run_straight()
    assert rasa.core.processor.DaskGraphRunner is StraightRunner

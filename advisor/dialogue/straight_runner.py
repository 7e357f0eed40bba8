"""Runs Rasa's graph of components one after the other, in an order that is found once.

Rasa has dask plan the graph anew for every message and for every prediction, to run a dozen nodes in the one order that
they can have. That took a tenth of a turn (ADR 0019). What each node gets and gives is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, GraphNode, tuple[str, ...]]
"""Name, node, and where what it needs comes from."""


def run_straight() -> None:
    """Let models that are loaded from now on be run so. Calling it again changes nothing."""
    rasa.core.processor.DaskGraphRunner = StraightRunner


class StraightRunner(DaskGraphRunner):
    """A drop-in for Rasa's runner."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """What the targets give. See Rasa's runner.

        Raises:
            GraphRunError: an input has the name of a node.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        steps = self._steps(wanted)
        given: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, _, _ in steps:
            if name in given:
                raise GraphRunError(f"the input {name!r} has the name of a node; expected a name of its own")
        try:
            for name, node, needs in steps:
                # What nothing gives is passed on by its name; the node says that it is missing.
                given[name] = node(*(given.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(given[target] for target in wanted)

    def _steps(self, targets: tuple[str, ...]) -> Sequence[Step]:
        known: dict[tuple[str, ...], Sequence[Step]] = self.__dict__.setdefault("_known_steps", {})
        if targets not in known:
            schema = self._graph_schema.minimal_graph_schema(list(targets))
            known[targets] = [
                (name, self._instantiated_nodes[name], tuple(schema.nodes[name].needs.values()))
                for name in in_order(schema)
            ]
        return known[targets]


def in_order(schema: GraphSchema) -> list[str]:
    """The nodes, each after those that it needs. A graph of Rasa has no circles; inputs are no nodes."""
    done: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in done or name not in schema.nodes:
            return
        for need in schema.nodes[name].needs.values():
            visit(need)
        done[name] = None

    for name in schema.nodes:
        visit(name)
    return list(done)

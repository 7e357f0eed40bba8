"""`python -m bench.timed_server run ...`: our Rasa server, which notes what each part of the model costs.

It writes JSON, part -> [times run, seconds], to the file that BENCH_PARTS names when it is asked to stop.
"""

from __future__ import annotations

import atexit
import json
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from advisor.dialogue.unneeded import leave_out

leave_out()

from rasa.engine.graph import ExecutionContext, GraphNodeHook  # noqa: E402 - after what it need not load

from advisor.dialogue import server, straight_runner  # noqa: E402
from advisor.dialogue.straight_runner import StraightRunner  # noqa: E402


class Stopwatch(GraphNodeHook):
    """Adds up the processor time of each part, whatever else the machine does."""

    def __init__(self) -> None:
        self.runs: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])

    def on_before_node(
        self,
        node_name: str,
        execution_context: ExecutionContext,
        config: dict[str, Any],
        received_inputs: dict[str, Any],
    ) -> dict[str, Any]:
        """Note when it begins."""
        return {"begun": time.thread_time()}

    def on_after_node(
        self,
        node_name: str,
        execution_context: ExecutionContext,
        config: dict[str, Any],
        output: Any,  # noqa: ANN401
        input_hook_data: dict[str, Any],
    ) -> None:
        """Add what it took."""
        run = self.runs[node_name]
        run[0] += 1
        run[1] += time.thread_time() - input_hook_data["begun"]


class TimedRunner(StraightRunner):
    """Our runner with a stopwatch."""

    stopwatch = Stopwatch()

    @classmethod
    def create(cls, *arguments: Any, **options: Any) -> TimedRunner:  # noqa: ANN401 - passed on
        """See Rasa's runner."""
        return cls(*arguments, **{**options, "hooks": [cls.stopwatch]})


def main() -> None:
    """Become the server."""
    file = Path(os.environ["BENCH_PARTS"])
    atexit.register(lambda: file.write_text(json.dumps(TimedRunner.stopwatch.runs), "utf-8"))
    # The channel puts our runner in the place of Rasa's as it is made, just before the model is loaded.
    vars(straight_runner)[StraightRunner.__name__] = TimedRunner
    server.main()


if __name__ == "__main__":
    main()

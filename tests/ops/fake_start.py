"""A whole start made of small fakes, run as a script: `fake_start.py FOLDER PORT BEHAVIOUR...`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from advisor.ops.launch import System, guarded, start
from advisor.ops.leashed import Surroundings
from advisor.ops.processes import Service
from advisor.settings import Settings
from tests.ops import fake_service
from tests.ops.test_model import model

COMMAND = (sys.executable, fake_service.__file__)


def system(folder: Path, port: int, behaviours: list[str]) -> System:
    (folder / "log").mkdir(exist_ok=True)
    first = Service(
        name=behaviours[0],
        title=f"{behaviours[0]} server",
        command=(*COMMAND, behaviours[0], str(port)),
        host="127.0.0.1",
        port=port,
        setting="ADVISOR_FAKE_PORT",
        health_path="/health",
        usual_seconds=1,
    )
    rest = [
        replace(
            first, name=name, title=f"{name} server", port=port + number, command=(*COMMAND, name, str(port + number))
        )
        for number, name in enumerate(behaviours[1:], start=1)
    ]
    return System(
        Settings(_env_file=None, channel_secret="x" * 32, var_dir=folder, port=port),  # type: ignore[arg-type]
        (first, *rest),
        ("true",),
        model(folder),
        Surroundings(folder, dict(os.environ), folder / "log", grace=0.4),
    )


if __name__ == "__main__":
    whole = system(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
    sys.exit(guarded(lambda console: start(console, whole)))

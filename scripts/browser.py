"""Sees to it that there is a Chromium for the browser tests: Debian's, installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"))

Find = Callable[[str], str | None]
Run = Callable[[tuple[str, ...]], None]


def main(find: Find = shutil.which, run: Run | None = None, *, is_root: bool = os.geteuid() == 0) -> int:
    """Return 0 when there is one."""
    if not _found(find) and find("apt-get") and is_root:
        for command in INSTALL:
            (run or _run)(command)
    if _found(find):
        return 0
    print("No Chromium here, which the browser tests need: `sudo apt-get install chromium`.", file=sys.stderr)
    return 1


def _found(find: Find) -> bool:
    return bool(os.environ.get("CHROMIUM")) or any(find(name) for name in NAMES)


def _run(command: tuple[str, ...]) -> None:
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    )


if __name__ == "__main__":
    sys.exit(main())

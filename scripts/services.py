"""Sees to it that PostgreSQL, Redis and nginx are there: Debian's, installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "nginx": "nginx"}
"""Program -> Debian's package."""
OUT_OF_THE_WAY = ("/usr/sbin", *map(str, Path("/usr/lib/postgresql").glob("*/bin")))
"""Where Debian keeps programs that few call by name."""

Find = Callable[[str], str | None]
Run = Callable[[tuple[str, ...]], None]


def find_program(name: str) -> str | None:
    """Where a program is."""
    return shutil.which(name, path=os.pathsep.join((*os.get_exec_path(), *OUT_OF_THE_WAY)))


def main(find: Find = find_program, run: Run | None = None, *, is_root: bool = os.geteuid() == 0) -> int:
    """Return 0 when all are there."""
    if _missing(find) and find("apt-get") and is_root:
        for command in _installation(_missing(find)):
            (run or _run)(command)
    if missing := _missing(find):
        print(f"Missing: {', '.join(missing)}. `sudo apt-get install {' '.join(missing)}`", file=sys.stderr)
        return 1
    return 0


def _missing(find: Find) -> list[str]:
    """The packages of which the program is not there."""
    return [package for program, package in PACKAGES.items() if not find(program)]


def _installation(packages: list[str]) -> list[tuple[str, ...]]:
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    return [("apt-get", "update", "-qq"), install]


def _run(command: tuple[str, ...]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


if __name__ == "__main__":
    sys.exit(main())

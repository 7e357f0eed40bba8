"""The log files of the processes: rotated at each start, read for problems, followed for `VERBOSE=1`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

KEPT = 5
"""Earlier starts whose logs are kept."""
TAIL_BYTES = 64 * 1024
COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def rotate(path: Path, kept: int = KEPT) -> None:
    """Make room for a new log: `x.log` becomes `x.log.1`, that `x.log.2`, and the oldest goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for number in range(kept - 1, 0, -1):
        _rename(_numbered(path, number), _numbered(path, number + 1))
    _rename(path, _numbered(path, 1))


def tail(path: Path, lines: int = 12) -> str:
    """The last lines of a log, without colour codes; empty where there is no log."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - TAIL_BYTES))
        text = log.read().decode(errors="replace")
    return "\n".join([line for line in _plain(text).splitlines() if line.strip()][-lines:])


def lines_with(path: Path, signs: Sequence[str]) -> str:
    """The lines of a log that contain one of the signs, without colour codes."""
    text = path.read_text(errors="replace") if signs else ""
    return "\n".join(line for line in _plain(text).splitlines() if any(sign in line for sign in signs))


class Follower:
    """Reads whole lines from a growing log, each once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_until = 0

    def new_lines(self) -> Iterator[str]:
        """The lines completed since the last call."""
        if not self._path.exists():
            return
        with self._path.open("rb") as log:
            log.seek(self._read_until)
            for line in log:
                if not line.endswith(b"\n"):
                    return
                self._read_until += len(line)
                yield line.decode(errors="replace").rstrip()


def _plain(text: str) -> str:
    return COLOUR_CODES.sub("", text)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _rename(old: Path, new: Path) -> None:
    if old.exists():
        old.replace(new)

"""Puts what was measured where people read it: between two marks in a document."""

from __future__ import annotations

import datetime as dt
import platform
import subprocess
from collections.abc import Iterable
from pathlib import Path

from advisor.settings import ROOT

BENCHMARKS = ROOT / "docs" / "benchmarks.md"


class NoSuchSectionError(Exception):
    """A document lacks the marks of a section."""


def write_section(document: Path, name: str, lines: Iterable[str]) -> None:
    """Replace what stands between `<!-- bench:name -->` and `<!-- end:name -->`.

    Raises:
        NoSuchSectionError: the marks are not there.
    """
    begin, end = f"<!-- bench:{name} -->", f"<!-- end:{name} -->"
    before, found, rest = document.read_text("utf-8").partition(begin)
    _, also_found, after = rest.partition(end)
    if not (found and also_found):
        raise NoSuchSectionError(
            f"{document} has no section between {begin} and {end}; put both lines where it belongs"
        )
    body = "\n".join(lines)
    document.write_text(f"{before}{begin}\n{body}\n{end}{after}", "utf-8")


def circumstances() -> str:
    """When and on what it was measured, as a sentence."""
    day = dt.datetime.now(dt.UTC).strftime("%d %B %Y").lstrip("0")
    return f"Measured on {day} at commit {_commit()}, on {_processors()} cores, Python {platform.python_version()}."


def _commit() -> str:
    command = ("git", "describe", "--always", "--dirty", "--abbrev=7")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _processors() -> int:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return sum(line.startswith("processor") for line in lines)

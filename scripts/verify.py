"""Runs the checks and tests one after the other: `verify.py fast`, or `verify.py all`. The first that fails ends it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PURE = "advisor/core/*"
"""What decides about firms: every line and branch of it is tested."""
ORDINARY_COVERAGE = 90

AT_ONCE = ("-n", "auto", "--dist", "loadfile")
"""Tests of one file share what they set up."""
LIVE = "tests/live"
TWO_AT_ONCE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""Tests of the live system mostly wait. Each worker has systems of its own, and a system needs a gigabyte."""
IGNORED = (f"--ignore={LIVE}",)
"""Not even read: reading all tests takes long, and each worker does it."""
ABOUT_ACCESS = tuple(f"--ignore=tests/console/test_{name}.py" for name in ("permissions", "security", "sign_in"))
"""They ask who may do what, and do not care where it stands."""
ON_POSTGRESQL = ("--on-postgresql", *IGNORED, "tests/store", "tests/console", *ABOUT_ACCESS)
COVERED = ("--cov", "--cov-report=")
CODE = ("advisor", "actions", "bench", "scripts")
PLANTED = "tests/scripts/bad_requirements.txt"
"""Holds a version with a known fault, which must be found."""
EVENLY = ("-n", "auto", "--dist", "worksteal")
"""What tests of one file share is quickly made where nothing slow is among them."""
QUICK = (*EVENLY, "-m", "not slow", *IGNORED, "--ignore=tests/console/browser", "--hypothesis-profile", "quick")

UNHEARD = ("ADVISOR_", "PYTHONDONTWRITEBYTECODE")
"""Settings of the developer, and what would make each worker of each step compile all tests anew."""


@dataclass(frozen=True)
class Step:
    """One command with a heading."""

    heading: str
    command: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Run the steps asked for and return an exit code."""
    steps = everything() if arguments[:1] == ["all"] else fast()
    started = time.monotonic()
    with surroundings() as environment:
        for number, step in enumerate(steps, start=1):
            if (code := run(step, f"[{number}/{len(steps)}]", environment)) != 0:
                return code
    print(f"\nAll {len(steps)} steps passed in {time.monotonic() - started:.0f} s.", flush=True)
    return 0


def fast() -> list[Step]:
    """What is worth running before every commit."""
    return [*static(), Step("unit tests", python("pytest", *QUICK))]


def everything() -> list[Step]:
    """What must pass before a change lands."""
    return [
        *static(),
        Step("widget: packages", npm("ci", "--no-audit", "--no-fund")),
        Step("widget: types, unit tests, build, size", npm("run", "--silent", "check")),
        Step("widget: a browser for its tests", (sys.executable, "scripts/browser.py")),
        Step("Telegram's stand-in: packages", npm("ci", "--no-audit", "--no-fund", folder="tests/telegram/server")),
        Step("model: trained from what lies here", python("advisor", "train")),
        Step("Rasa's view of domain, data and config", python("advisor", "rasa", "data", "validate")),
        Step("stories", python("advisor", "rasa", *stories())),
        Step("PostgreSQL, Redis and nginx for tests", (sys.executable, "scripts/services.py")),
        Step("tests but those against the live system", python("pytest", *AT_ONCE, *IGNORED, *COVERED)),
        Step("tests of what reads the database, on PostgreSQL", python("pytest", *AT_ONCE, *ON_POSTGRESQL)),
        Step("tests against the live system", python("pytest", "-vv", *TWO_AT_ONCE, LIVE, *COVERED, "--cov-append")),
        Step("coverage of the core", coverage("--include", PURE, "--fail-under=100")),
        Step("coverage of the rest", coverage("--omit", PURE, f"--fail-under={ORDINARY_COVERAGE}")),
    ]


def static() -> list[Step]:
    """What needs nothing to run."""
    return [
        Step("formatting", python("ruff", "format", "--check", ".")),
        Step("lint", python("ruff", "check", ".")),
        Step("types", python("mypy")),
        Step("types of scripts", python("mypy", "--strict", *scripts())),
        Step(
            "import rules", (sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()")
        ),
        Step("knowledge", python("advisor", "check")),
        Step("security of the code", python("bandit", "-q", "-ll", "-r", *CODE)),
        Step("dependencies with known faults", (sys.executable, "scripts/audit.py")),
        Step("that check's control", (sys.executable, "scripts/audit.py", "--control", PLANTED)),
    ]


def scripts() -> list[str]:
    """What runs outside the packages."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "scripts").glob("*.py"))


def stories() -> tuple[str, ...]:
    """Rasa's test of the dialogue: every story must go as it is written."""
    model = ("--model", "models/advisor.tar.gz")
    return ("test", "core", *model, "--stories", "data/stories", "--out", "results", "--fail-on-prediction-errors")


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """A module of the environment, run as a command."""
    return (sys.executable, "-m", module, *arguments)


def npm(*arguments: str, folder: str = "widget") -> tuple[str, ...]:
    """A command of Node's package manager, in widget/ or another folder."""
    return ("npm", "--prefix", str(ROOT / folder), *arguments)


def coverage(*arguments: str) -> tuple[str, ...]:
    """A report on what the tests touched, with a bound."""
    return python("coverage", "report", *arguments)


def run(step: Step, number: str, environment: dict[str, str]) -> int:
    """Run one step with a heading and the time it took."""
    print(f"\n{number} {step.heading}", flush=True)
    started = time.monotonic()
    code = subprocess.run(step.command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    seconds = f"{time.monotonic() - started:.0f} s"
    if code == 0:
        print(f"{number} ok, {seconds}", flush=True)
    else:
        again = " ".join(step.command).replace(sys.executable, ".venv/bin/python")
        print(
            f"\n{number} FAILED: {step.heading} (exit code {code}, {seconds}). Alone: {again}",
            file=sys.stderr,
            flush=True,
        )
    return code


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """Settings of its own, so that neither the developer's `.env` nor the developer's database plays a part."""
    with tempfile.TemporaryDirectory(prefix="advisor-verify-") as folder:
        yield {
            **{name: value for name, value in os.environ.items() if not name.startswith(UNHEARD)},
            "ADVISOR_CHANNEL_SECRET": secrets.token_urlsafe(32),
            "ADVISOR_DATABASE_URL": f"sqlite:///{folder}/advisor.db",
            "ADVISOR_VAR_DIR": folder,
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "OPENBLAS_NUM_THREADS": "1",
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

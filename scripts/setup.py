"""Creates `.venv` and installs the locked requirements into it, unless that is already so.

`setup.py run` installs what the advisor needs, `setup.py dev` also what its tests need. Runs before anything is
installed, with a bare Python 3.11, so it uses the standard library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED_MEGABYTES = 4000
"""Room for the environment (2 GB) and for the packages while they are unpacked."""
SUPERSETS = {"run": ("run",), "dev": ("dev", "run")}
"""What is in place once a lock is installed: the versions in both locks are the same."""


class SetupError(Exception):
    """What is wrong and what to do about it, in words for the operator."""


def main(arguments: Sequence[str]) -> int:
    """Bring the environment up to date and return an exit code."""
    which = arguments[0] if arguments else "run"
    try:
        set_up(ROOT, which)
    except SetupError as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    except OSError as error:  # A full disk comes at any moment.
        print(f"Stopped: the machine refused something: {error}\nWhat to do: see to that, then again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped before the set-up was done; the next start goes on.", file=sys.stderr)
        return 130
    return 0


def set_up(root: Path, which: str) -> None:
    """Install one lock where it is not installed yet.

    Raises:
        SetupError: something is in the way.
    """
    venv = root / ".venv"
    if venv.is_symlink() and python_of(venv).exists():
        return  # A linked environment is somebody else's to keep.
    if is_installed(root, which):
        return
    with one_at_a_time(root):
        if not is_installed(root, which):  # Perhaps the one waited for has done it.
            check_space(root)
            create_environment(venv)
            install(root, which)
            write_stamps(root, which)


def is_installed(root: Path, which: str) -> bool:
    """Whether the environment works and was made from the lock as it is now."""
    stamp = stamp_of(root, which)
    return stamp.exists() and stamp.read_text() == fingerprint(root, which) and works(root / ".venv")


def fingerprint(root: Path, which: str) -> str:
    """Stands for the content of a lock and for the Python it is installed under."""
    lock = hashlib.sha256(lock_of(root, which).read_bytes()).hexdigest()
    return f"{lock} {sys.version_info.major}.{sys.version_info.minor}\n"


def lock_of(root: Path, which: str) -> Path:
    """The lock of that name."""
    return root / "requirements" / f"{which}.txt"


def stamp_of(root: Path, which: str) -> Path:
    """Where it is noted which lock is installed."""
    return root / ".venv" / f"{which}.installed"


def python_of(venv: Path) -> Path:
    """The environment's own Python."""
    return venv / "bin" / "python"


def works(venv: Path) -> bool:
    """Whether its Python still runs: that of the machine may have gone."""
    probe = "import sys; sys.exit(sys.version_info[:2] != (3, 11))"
    return python_of(venv).exists() and subprocess.run([python_of(venv), "-c", probe], check=False).returncode == 0


def create_environment(venv: Path) -> None:
    """Create the environment unless a working one is there; a broken one is replaced."""
    if works(venv):
        return
    if importlib.util.find_spec("ensurepip") is None and shutil.which("uv") is None:
        raise SetupError(
            "this Python 3.11 cannot create environments: its modules venv and ensurepip are missing.\n"
            "What to do: apt-get install python3.11-venv"
        )
    shutil.rmtree(venv, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None:
        step("Creating .venv", lambda: call(["uv", "venv", "--seed", "--python", sys.executable, str(venv)]))
    else:
        step("Creating .venv (10 s)", lambda: call([sys.executable, "-m", "venv", str(venv)]))


def install(root: Path, which: str) -> None:
    """Install a lock with uv, or with pip where uv is not to be had or does not get through."""
    lock = lock_of(root, which)
    packages = sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum())
    uv = find_uv(root)
    if uv:
        # Compiled once here, and not by each process where Python is told to write no bytecode: ten seconds a start.
        flags = ["--compile-bytecode", *([] if sys.stdout.isatty() else ["--quiet"])]  # 180 names help nobody in a log.
        command = [*uv, "pip", "install", *flags, "--python", str(python_of(root / ".venv")), *locked(lock)]
        try:
            step(
                f"Installing {packages} packages from requirements/{lock.name} (1 to 3 minutes)", lambda: call(command)
            )
            return
        except SetupError:
            print("  uv did not get through; trying pip, which may know of a mirror that uv does not.", flush=True)
    # Rasa 3.6 declares Python up to 3.10 and runs on 3.11. uv passes over such upper bounds, pip insists on them.
    # Three old packages come as source. Debian's pip would build them with the setuptools it has just put in beside an
    # old `packaging`, which fails; in a build environment of their own they build.
    flags = ["--disable-pip-version-check", "--ignore-requires-python", "--use-pep517"]
    command = [str(python_of(root / ".venv")), "-m", "pip", "install", *flags, *locked(lock)]
    step(f"Installing {packages} packages with pip (3 to 8 minutes)", lambda: call(command))


def locked(lock: Path) -> list[str]:
    """Exactly what the lock says: Rasa's own pins would refuse it, and every file must have a hash that it lists."""
    return ["--no-deps", "--require-hashes", "-r", str(lock)]


def find_uv(root: Path) -> list[str]:
    """How to call uv: the machine's, else one installed from its own lock; empty where neither works."""
    if os.environ.get("ADVISOR_INSTALLER") == "pip":
        return []
    if found := shutil.which("uv"):
        return [found]
    python, lock = str(python_of(root / ".venv")), root / "requirements" / "uv.txt"
    try:
        call([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *locked(lock)])
    except SetupError:
        return []
    return [python, "-m", "uv"]


def write_stamps(root: Path, which: str) -> None:
    """Note what is installed, last of all, so that an interrupted installation is taken up again."""
    for name in ("run", "dev"):
        stamp_of(root, name).unlink(missing_ok=True)
    for name in SUPERSETS[which]:
        stamp_of(root, name).write_text(fingerprint(root, name))


def check_space(root: Path, needed_megabytes: int = NEEDED_MEGABYTES) -> None:
    """Refuse to begin what the disk has no room for."""
    free = shutil.disk_usage(root).free // 1024**2
    if free < needed_megabytes:
        raise SetupError(
            f"the disk that holds {root} has {free} MB free; the set-up needs {needed_megabytes} MB.\n"
            "What to do: free some space (`df -h` shows where), then try again."
        )


def step(heading: str, work: Callable[[], None]) -> None:
    """Say what is being done and how long it took."""
    print(f"> {heading}", flush=True)
    started = time.monotonic()
    work()
    print(f"  ok {time.monotonic() - started:.0f} s", flush=True)


def call(command: Sequence[str]) -> None:
    """Run a command whose output the operator sees."""
    if subprocess.run(command, check=False, stdin=subprocess.DEVNULL, env=quiet_environment()).returncode != 0:
        raise SetupError(
            f"`{' '.join(command[:4])} ...` failed; the lines above say why.\n"
            "What to do: see that the package index can be reached and that the disk has room, then try again."
        )


def quiet_environment() -> dict[str, str]:
    """Neither progress bars in logs nor an activated environment that is not ours."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return environment if sys.stdout.isatty() else {**environment, "PIP_PROGRESS_BAR": "off", "UV_NO_PROGRESS": "1"}


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Two starts at once must not install into the same folder."""
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "setup.lock").open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("> Another set-up is running here; waiting for it", flush=True)
            fcntl.flock(mark, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Whatever people may type: each message gets an answer, no log has an error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from advisor.gateway.text import clean
from bench.figures import percentile
from bench.scoring import table
from tests.live.firm import Firm

LONGEST = 2_000
"""Characters that the gateway takes."""
MESSAGES_EACH = 25
"""Messages of one conversation, so that its length does not count."""
ERRORS = ("Traceback (most recent call last)", "ERROR ", "CRITICAL ")

SNIPPETS = Path(__file__).with_suffix(".txt")
"""What is known to trouble programs, one a line."""


def messages() -> st.SearchStrategy[str]:
    """Anything that may be typed or sent; what the gateway finds empty it refuses with a sentence of its own."""
    anything = st.text(max_size=80)
    signs = st.text(alphabet=st.characters(categories=("Cc", "Cf", "So", "Sm", "Mn")), min_size=1, max_size=40)
    snippet = st.sampled_from(SNIPPETS.read_text("utf-8").splitlines())
    mixed = st.lists(st.one_of(anything, signs, snippet, st.integers().map(str)), min_size=1, max_size=6).map(" ".join)
    long = st.tuples(st.one_of(anything, snippet), st.integers(20, LONGEST)).map(
        lambda one: (one[0] * LONGEST)[: one[1]]
    )
    return st.one_of(anything, signs, snippet, mixed, long).filter(clean)


@dataclass
class Fuzzing:
    """Messages sent one after the other, in a new conversation now and then."""

    url: str
    seconds: list[float] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    _firm: Firm | None = None

    def run(self, number: int) -> None:
        """Send so many messages, the same ones every time."""

        @settings(
            max_examples=number,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(messages())
        def send(text: str) -> None:
            self.send(text)

        send()
        self._close()

    def send(self, text: str) -> None:
        """Send one message and note how long it took and whether anything came back."""
        if len(self.seconds) % MESSAGES_EACH == 0:
            self._close()
        self._firm = self._firm or Firm(self.url)
        started = time.perf_counter()
        answers = self._firm.write(text)
        self.seconds.append(time.perf_counter() - started)
        if not any(answer["text"].strip() for answer in answers):
            self.empty.append(text)

    def report(self, logs: Path) -> Iterator[str]:
        """What came of it."""
        p50, p95, p99 = (f"{1000 * percentile(self.seconds, part):.0f} ms" for part in (0.5, 0.95, 0.99))
        row = (str(len(self.seconds)), str(len(self.empty)), str(len(errors_in(logs))), p50, p95, p99)
        yield table(("messages", "empty replies", "errors in logs", "p50", "p95", "p99"), [row])
        yield from (f"- no answer to {text!r}" for text in self.empty)
        yield from (f"- {line}" for line in errors_in(logs))

    def _close(self) -> None:
        if self._firm is not None:
            self._firm.close()
            self._firm = None


def errors_in(logs: Path) -> list[str]:
    """The lines of all logs that tell of an error that nothing handled."""
    return [
        f"{path.name}: {line}"
        for path in sorted(logs.rglob("*.log"))
        for line in path.read_text("utf-8", "replace").splitlines()
        if any(mark in line for mark in ERRORS)
    ]

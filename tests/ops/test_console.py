from __future__ import annotations

import io

from advisor.ops.console import Console
from advisor.ops.problem import OpsError
from tests.ops.conftest import SpokenTo


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_problem_says_what_was_seen_and_what_to_do(console: SpokenTo) -> None:
    console.problem(OpsError("the gateway ended.", seen="one\ntwo", todo="mend it."))
    assert console.err.getvalue() == "Stopped: the gateway ended.\n  | one\n  | two\nWhat to do: mend it.\n"


def test_without_a_terminal_there_is_neither_colour_nor_clock(console: SpokenTo) -> None:
    console.step("Training")
    console.waiting("training", 1)
    console.done("trained")
    assert console.out.getvalue() == "> Training\n  ok trained\n"


def test_without_a_terminal_long_work_still_says_that_it_goes_on(console: SpokenTo) -> None:
    console.waiting("training", 30)
    assert console.out.getvalue() == "  ... training, 30 s\n"


def test_on_a_terminal_the_clock_gives_way_to_the_next_line() -> None:
    terminal = Terminal()
    console = Console(terminal, terminal)
    console.waiting("training", 3)
    console.done("trained")
    assert terminal.getvalue() == "\r\x1b[K  ... training, 3 s\r\x1b[K\x1b[32m  ok \x1b[0mtrained\n"

"""What goes wrong for operators, told so that they know what to do."""

from __future__ import annotations


class OpsError(Exception):
    """Something an operator must see to: what is wrong, what was seen, what to do."""

    def __init__(self, what: str, *, todo: str, seen: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.seen = seen
        self.todo = todo


class StopRequestedError(Exception):
    """Ctrl-C, or a request from outside to end, while something was still being done."""

"""What a process that serves for long spares Python's search for garbage."""

from __future__ import annotations

import gc

ALLOCATIONS = 10_000
"""So many more objects than before, and the youngest are searched. Python's own 700 are reached many times a turn."""


def settle() -> None:
    """Call when all is loaded: what there is then lasts, and is not searched again and again.

    The search took a seventh of a turn, and at times all turns waited until it had been through all knowledge, models
    of tables, and modules.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])

"""What this process knows of the conversations that it heard last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from rasa.shared.core.events import Event

MOST_EVENTS = 60_000
"""In all conversations together: some 1,000 of them, each with the turns of a window. An event takes about 1.3 KB.

More firms than that talking in turn would each be forgotten just before they speak again: with room for 400, a crowd
of 500 firms had every conversation read anew at every turn.
"""


@dataclass(frozen=True)
class Known:
    """The events of a conversation that matter, up to one row of the database."""

    events: Sequence[Event]
    last_id: int


class Memory:
    """Forgets what was used longest ago once it holds too much."""

    def __init__(self, most_events: int = MOST_EVENTS) -> None:
        self._most = most_events
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._held = 0

    def recall(self, sender_id: str) -> Known | None:
        """What is known of a conversation."""
        known = self._known.get(sender_id)
        if known is not None:
            self._known.move_to_end(sender_id)
        return known

    def keep(self, sender_id: str, known: Known) -> None:
        """Know this of a conversation from now on."""
        self.forget(sender_id)
        self._known[sender_id] = known
        self._held += len(known.events)
        while self._held > self._most:
            self.forget(next(iter(self._known)))

    def forget(self, sender_id: str) -> None:
        """Know nothing of a conversation."""
        known = self._known.pop(sender_id, None)
        self._held -= 0 if known is None else len(known.events)

    def __len__(self) -> int:
        return len(self._known)

"""What was kept while the advisor was away is answered when it is back, though the firm says nothing more."""

from __future__ import annotations

import time
from collections.abc import Callable

from advisor.gateway.delivery import MAX_ATTEMPTS
from advisor.gateway.relay import Relay
from advisor.store.conversations import ConversationStore

ROUND_SECONDS = 20.0
OVERDUE_SECONDS = 20.0
"""Whoever waits for an answer has waited for it, and been told that what it said is kept."""
MOST_IN_A_ROUND = 100


class SecondTries:
    """Looks for messages that wait for an answer, and tries again to get it.

    Not for the last time that a message is tried: who sees it set aside is to be the firm, which may say it otherwise.
    """

    def __init__(self, store: ConversationStore, relay: Relay, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._relay = relay
        self._now = now

    async def once(self) -> None:
        """One round, one conversation after another: who talks now goes first."""
        before = self._now() - OVERDUE_SECONDS
        for conversation_id in await self._store.overdue(before, MAX_ATTEMPTS - 1, MOST_IN_A_ROUND):
            await self._relay.try_again(conversation_id)

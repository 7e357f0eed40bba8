"""Who may enter a conversation, and what may be brought in."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from advisor.gateway.problems import Problem
from advisor.gateway.text import clean
from advisor.store.conversations import ConversationStore
from advisor.store.models import Conversation

TOKEN_BYTES = 32
BEARER = re.compile(r"^Bearer ([A-Za-z0-9_-]{20,128})$", re.IGNORECASE)

MAX_TEXT = 2_000
LATEST_MESSAGES = 4
OFFER_LASTS_MESSAGES = 60
"""Buttons under older messages of the advisor are no longer taken."""

STANDING_OFFERS = frozenset({"/start", "/start_over", "/help", "/what_stage", "/show_plan", "/pause"})
"""Payloads that are accepted at any time."""


def new_token() -> str:
    """An unguessable token. The firm alone keeps it."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What we keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Door:
    """Lets firms into their own conversations, with what they may say there."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store

    async def enter(self, conversation_id: str, authorization: str | None) -> Conversation:
        """The conversation, if the token is its own. A foreign token learns no more than an unknown id."""
        token = _token(authorization)
        conversation = await self._store.get(conversation_id)
        if conversation is None or not hmac.compare_digest(conversation.token_sha256, digest(token)):
            raise Problem("not_found")
        return conversation

    async def admit(self, conversation_id: str, text: str | None, payload: str | None) -> str:
        """What a firm says, as Rasa may get it: words that are no command, or a payload that was offered."""
        if (text is None) == (payload is None):
            raise Problem("text_or_payload")
        if text is not None:
            return _words(text)
        return await self._offered(conversation_id, str(payload))

    async def _offered(self, conversation_id: str, payload: str) -> str:
        if payload in STANDING_OFFERS:
            return payload
        # Most press what was offered last; reading all that still counts takes longer than the rest of a turn.
        for messages in (LATEST_MESSAGES, OFFER_LASTS_MESSAGES):
            if payload in await self._store.offered_payloads(conversation_id, messages):
                return payload
        raise Problem("payload_not_offered")


def _token(authorization: str | None) -> str:
    match = BEARER.match(authorization or "")
    if match is None:
        raise Problem("token_missing", headers={"WWW-Authenticate": "Bearer"})
    return match.group(1)


def _words(text: str) -> str:
    words = clean(text)
    if not words:
        raise Problem("text_empty")
    if len(words) > MAX_TEXT:
        raise Problem("text_too_long", limit=MAX_TEXT, length=len(words))
    return words
